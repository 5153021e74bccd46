using MLPlatform.ControlPlane.ArtifactApi;

namespace MLPlatform.ControlPlane.Tests.ArtifactApi;

public sealed class ArtifactHeaderTests
{
    [Theory]
    [InlineData("traces.json", "attachment; filename=traces.json")]
    [InlineData("dog+step+20.png", "attachment; filename=dog+step+20.png")]
    [InlineData("a b.txt", "attachment; filename=\"a b.txt\"")]
    [InlineData("say \"a\".txt", "attachment; filename=\"say \\\"a\\\".txt\"")]
    [InlineData("ä b.txt", "attachment; filename=\" b.txt\"; filename*=UTF-8''%C3%A4%20b.txt")]
    public void Attachment_names_the_file_as_MLflow_does(string name, string expected) => Assert.Equal(expected, ArtifactDownload.Attachment(name));

    [Theory]
    [InlineData("a.txt", "text/plain")]
    [InlineData("b.pkl", "application/octet-stream")]
    [InlineData("c.png", "image/png")]
    [InlineData("d.pdf", "application/pdf")]
    [InlineData("e.json", "text/plain")]
    [InlineData("MLmodel", "text/plain")]
    [InlineData("mlproject", "text/plain")]
    [InlineData("model", "application/octet-stream")]
    public void TypeOf_guesses_as_MLflow_does(string name, string expected) => Assert.Equal(expected, ArtifactDownload.TypeOf(name));
}
