using System.Buffers.Binary;
using System.Numerics;
using MLPlatform.Contracts.Features;
using MLPlatform.Frames;

namespace MLPlatform.Features.Join;

/// <summary>Texts, compared byte by byte, numbered by first appearance in an open hash table over the column's own bytes.</summary>
internal sealed class TextKeyCodes : KeyCodes
{
    private readonly TextColumn _column;
    private readonly int _mask;

    // Code + 1; 0 marks a free slot.
    private readonly int[] _slots;
    private readonly ulong[] _hashes;

    // Code → a row of the column that holds the text.
    private readonly List<int> _rows = [];

    public TextKeyCodes(TextColumn column)
    {
        _column = column;
        var bits = Math.Max(4, BitOperations.Log2((uint)Math.Max(1, column.Length)) + 2);
        _mask = (1 << bits) - 1;
        _slots = new int[1 << bits];
        _hashes = new ulong[1 << bits];
        Own = GC.AllocateUninitializedArray<int>(column.Length);
        for (var i = 0; i < Own.Length; i++)
        {
            if (column.IsNull(i))
            {
                Own[i] = -1;
                continue;
            }

            var hash = HashOf(column[i]);
            var slot = SlotOf(column[i], hash);
            if (_slots[slot] == 0)
            {
                _rows.Add(i);
                _hashes[slot] = hash;
                _slots[slot] = _rows.Count;
            }

            Own[i] = _slots[slot] - 1;
        }
    }

    public override int Count => _rows.Count;

    public override int[] Own { get; }

    public override int[] Find(Column column)
    {
        var text = (TextColumn)column;
        var codes = GC.AllocateUninitializedArray<int>(text.Length);
        for (var i = 0; i < codes.Length; i++)
            codes[i] = text.IsNull(i) ? -1 : _slots[SlotOf(text[i], HashOf(text[i]))] - 1;
        return codes;
    }

    public override int[] Find(ReadOnlySpan<long> values, Column? nulls) =>
        throw new NotSupportedException($"A key of type {ColumnType.Text} was asked for numbers.");

    private int SlotOf(ReadOnlySpan<byte> text, ulong hash)
    {
        var slot = (int)(hash >> 20) & _mask;
        while (_slots[slot] != 0 && (_hashes[slot] != hash || !_column[_rows[_slots[slot] - 1]].SequenceEqual(text)))
            slot = (slot + 1) & _mask;
        return slot;
    }

    // Multiply and fold, eight bytes at a time; the table only lives for one join, so no defence against chosen keys is needed.
    private static ulong HashOf(ReadOnlySpan<byte> text)
    {
        var hash = (ulong)text.Length * 0x9E37_79B9_7F4A_7C15;
        for (; text.Length >= 8; text = text[8..])
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(text));
        ulong rest = 0;
        for (var i = 0; i < text.Length; i++)
            rest |= (ulong)text[i] << (8 * i);
        return Mix(hash ^ rest);
    }

    private static ulong Mix(ulong value)
    {
        var high = Math.BigMul(value, 0xD6E8_FEB8_6659_FD93, out var low);
        return high ^ low ^ value >> 29;
    }
}
