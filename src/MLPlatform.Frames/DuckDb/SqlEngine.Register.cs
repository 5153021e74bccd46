using System.Globalization;

namespace MLPlatform.Frames.DuckDb;

public sealed partial class SqlEngine
{
    /// <summary>Makes a frame readable as a table; a name registered before now means this frame. Its memory stays pinned until <see cref="Unregister"/> or <see cref="Dispose"/>.</summary>
    public void Register(string name, Frame frame)
    {
        lock (_oneAtATime)
        {
            var id = ++_lastId;
            _frames[id] = new PinnedFrame(frame);
            try
            {
                Execute(string.Create(CultureInfo.InvariantCulture, $"CREATE OR REPLACE TEMP VIEW {SqlText.Identifier(name)} AS SELECT * FROM {FrameScan.FunctionName}({id})"));
            }
            catch
            {
                Release(id);
                throw;
            }

            if (_idByName.TryGetValue(name, out var before))
                Release(before);
            _idByName[name] = id;
        }
    }

    /// <summary>Forgets a registered frame; false when there is none of this name (case is ignored, as in SQL).</summary>
    public bool Unregister(string name)
    {
        lock (_oneAtATime)
        {
            if (!_idByName.Remove(name, out var id))
                return false;
            Execute($"DROP VIEW IF EXISTS {SqlText.Identifier(name)}");
            Release(id);
            return true;
        }
    }

    private void Release(long id)
    {
        if (_frames.TryRemove(id, out var frame))
            frame.Dispose();
    }
}
