using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using MLPlatform.Frames;

namespace MLPlatform.Features.Join;

/// <summary>
/// Texts, compared byte by byte, numbered by first appearance in an open hash table that grows with the distinct values.
/// The distinct texts' bytes are copied together, so that a comparison stays in cache however long the column is.
/// </summary>
internal sealed class TextKeyCodes : KeyCodes
{
    private const int LeastBits = 10;

    // Invariant: a power of two of entries, at most half of them used, so that a probe ends.
    private Entry[] _entries = new Entry[1 << LeastBits];
    private byte[] _bytes = new byte[1 << 14];
    private int _used;
    private int _count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public TextKeyCodes(TextColumn column)
    {
        Own = GC.AllocateUninitializedArray<int>(column.Length);
        var offsets = column.Offsets.Span;
        var utf8 = column.Utf8.Span;
        var mayBeNull = column.NullCount > 0;
        for (var i = 0; i < Own.Length; i++)
            Own[i] = mayBeNull && column.IsNull(i) ? -1 : Add(utf8[offsets[i]..offsets[i + 1]]);
    }

    public override int Count => _count;

    public override int[] Own { get; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Find(Column column, int start, Span<int> codes)
    {
        var text = (TextColumn)column;
        var offsets = text.Offsets.Span;
        var utf8 = text.Utf8.Span;
        var (entries, bytes) = (_entries, _bytes);
        for (var i = 0; i < codes.Length; i++)
        {
            var value = utf8[offsets[start + i]..offsets[start + i + 1]];
            codes[i] = entries[SlotOf(entries, bytes, value, HashOf(value))].Number - 1;
        }

        KeyNulls.Clear(codes, column, start);
    }

    private int Add(ReadOnlySpan<byte> text)
    {
        var hash = HashOf(text);
        ref var entry = ref _entries[SlotOf(_entries, _bytes, text, hash)];
        if (entry.Number > 0)
            return entry.Number - 1;
        if (_used + text.Length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_used + text.Length, (int)Math.Min(2L * _bytes.Length, Array.MaxLength)));
        text.CopyTo(_bytes.AsSpan(_used));
        entry = new Entry(hash, _used, text.Length, ++_count);
        _used += text.Length;
        if (2 * _count > _entries.Length)
            Grow();
        return _count - 1;
    }

    private void Grow()
    {
        var larger = new Entry[2 * _entries.Length];
        var mask = larger.Length - 1;
        foreach (var entry in _entries)
        {
            if (entry.Number == 0)
                continue;
            var slot = (int)entry.Hash & mask;
            while (larger[slot].Number != 0)
                slot = (slot + 1) & mask;
            larger[slot] = entry;
        }

        _entries = larger;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SlotOf(Entry[] entries, byte[] bytes, ReadOnlySpan<byte> text, ulong hash)
    {
        var mask = entries.Length - 1;
        var slot = (int)hash & mask;
        while (true)
        {
            ref var entry = ref entries[slot];
            if (entry.Number == 0 || (entry.Hash == hash && text.SequenceEqual(bytes.AsSpan(entry.Start, entry.Length))))
                return slot;
            slot = (slot + 1) & mask;
        }
    }

    // Multiply and fold, eight bytes at a time; the table only lives for one join, so no defence against chosen keys is needed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong HashOf(ReadOnlySpan<byte> text)
    {
        var hash = (ulong)text.Length * 0x9E37_79B9_7F4A_7C15;
        if (text.Length >= 8)
        {
            var last = BinaryPrimitives.ReadUInt64LittleEndian(text[^8..]);
            for (; text.Length > 8; text = text[8..])
                hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(text));
            // The last eight bytes may overlap those before; the length has gone in already.
            return Mix(hash ^ last);
        }

        ulong rest = 0;
        if (text.Length >= 4)
            rest = BinaryPrimitives.ReadUInt32LittleEndian(text) | (ulong)BinaryPrimitives.ReadUInt32LittleEndian(text[^4..]) << 32;
        else
            foreach (var one in text)
                rest = rest << 8 | one;
        return Mix(hash ^ rest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong value)
    {
        var high = Math.BigMul(value, 0xD6E8_FEB8_6659_FD93, out var low);
        return high ^ low ^ value >> 29;
    }

    /// <param name="Start">Where the text's bytes begin among the copied.</param>
    /// <param name="Number">Code + 1; 0 marks a free entry.</param>
    private readonly record struct Entry(ulong Hash, int Start, int Length, int Number);
}
