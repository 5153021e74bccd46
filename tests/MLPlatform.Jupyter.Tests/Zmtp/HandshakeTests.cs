using FsCheck;
using FsCheck.Fluent;
using MLPlatform.Jupyter.Zmtp;

namespace MLPlatform.Jupyter.Tests.Zmtp;

public class HandshakeTests
{
    [Fact]
    public void Decode_a_ready_command_gives_back_what_was_encoded() =>
        Prop.ForAll<byte[]>(identity =>
        {
            var read = ReadyCommand.Decode(new ReadyCommand("DEALER", identity).Encode());
            return read.SocketType == "DEALER" && read.Identity.AsSpan().SequenceEqual(identity);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Decode_any_truncation_of_a_ready_command_is_refused_or_lacks_only_whole_properties()
    {
        var whole = new ReadyCommand("ROUTER", [1, 2, 3]).Encode();
        for (var cut = 0; cut < whole.Length; cut++)
        {
            try
            {
                Assert.Equal("ROUTER", ReadyCommand.Decode(whole.AsSpan(0, cut)).SocketType);
            }
            catch (ZmtpException)
            {
            }
        }
    }

    [Fact]
    public void Check_our_own_greeting_passes() => Greeting.Check(Greeting.Build());

    [Theory]
    [InlineData(0, 0x00)]
    [InlineData(9, 0x00)]
    [InlineData(10, 0x01)]
    [InlineData(12, (byte)'P')]
    public void Check_a_greeting_that_differs_where_it_matters_is_refused(int at, byte value)
    {
        var greeting = Greeting.Build();
        greeting[at] = value;
        Assert.Throws<ZmtpException>(() => Greeting.Check(greeting));
    }
}
