using MLPlatform.Kernel.Display;

namespace MLPlatform.Kernel.Tests.Display;

public sealed class FormatterRegistryTests : IDisposable
{
    private readonly FormatterRegistry _registry = new();

    public void Dispose() => _registry.Dispose();

    [Fact]
    public void Format_takes_the_most_specific_type_then_the_last_registration()
    {
        Register(typeof(object), "object");
        Register(typeof(IEnumerable<>), "any sequence");
        Register(typeof(IEnumerable<char>), "characters");
        Assert.Equal("any sequence", _registry.Format(new List<int>(), "text/plain"));
        Assert.Equal("characters", _registry.Format("text", "text/plain"));
        Assert.Equal("object", _registry.Format(1, "text/plain"));
        Register(typeof(string), "string");
        Register(typeof(string), "later string");
        Assert.Equal("later string", _registry.Format("text", "text/plain"));
        Assert.Null(_registry.Format("text", "text/html"));
    }

    [Fact]
    public void Format_goes_on_to_the_next_when_one_has_nothing_to_say()
    {
        Register(typeof(int), "any");
        _registry.Register(typeof(int), "text/plain", (value, writer) =>
        {
            if ((int)value < 0)
                return false;
            writer.Write("not negative");
            return true;
        });
        Assert.Equal(("any", "not negative"), (_registry.Format(-1, "text/plain"), _registry.Format(1, "text/plain")));
    }

    [Fact]
    public void Format_that_shows_its_own_value_ends()
    {
        _registry.Register(typeof(string), "text/plain", (value, writer) =>
        {
            writer.Write("<" + (_registry.Format(value, "text/plain") ?? "end") + ">");
            return true;
        });
        Assert.Contains("<end>", _registry.Format("x", "text/plain"), StringComparison.Ordinal);
    }

    [Fact]
    public void PreferredFor_is_inherited_and_forgotten_by_reset()
    {
        _registry.Prefer(typeof(Stream), "text/plain");
        Assert.Equal(["text/plain"], _registry.PreferredFor(typeof(MemoryStream)));
        Assert.Empty(_registry.PreferredFor(typeof(int)));
        _registry.Reset();
        Assert.Empty(_registry.PreferredFor(typeof(MemoryStream)));
    }

    private void Register(Type type, string text) => _registry.Register(type, "text/plain", (_, writer) =>
    {
        writer.Write(text);
        return true;
    });
}
