using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;
using MLPlatform.Kernel.Session;

namespace MLPlatform.Magics.Tests;

/// <summary>A notebook session that cells could run in, with nothing in it.</summary>
public sealed class TestSession
{
    internal static NotebookSession Create() => new(new SessionOptions(new TestSession(), [typeof(Frame).Assembly, typeof(ErrorCode).Assembly], [], [], TimeProvider.System));
}
