using MLPlatform.ControlPlane.Tracking.Experiments;

namespace MLPlatform.ControlPlane.Tests.Tracking.Experiments;

public sealed class ArtifactLocationTests
{
    [Theory]
    [InlineData("mlflow-artifacts:/", "mlflow-artifacts:/1/r")]
    [InlineData("mlflow-artifacts:", "mlflow-artifacts:/1/r")]
    [InlineData("/path/to/folder", "/path/to/folder/1/r")]
    [InlineData("file:///path/to/folder", "file:///path/to/folder/1/r")]
    [InlineData("file:///path/to/folder?param=value#fragment", "file:///path/to/folder/1/r?param=value#fragment")]
    [InlineData("s3://bucket/path/to/root", "s3://bucket/path/to/root/1/r")]
    [InlineData("s3://bucket/path/to/root?creds=mycreds", "s3://bucket/path/to/root/1/r?creds=mycreds")]
    [InlineData("dbscheme+driver://root@host/dbname?creds=mycreds#myfragment", "dbscheme+driver://root@host/dbname/1/r?creds=mycreds#myfragment")]
    [InlineData("dbscheme+driver://root:password@hostname.com?creds=mycreds#myfragment", "dbscheme+driver://root:password@hostname.com/1/r?creds=mycreds#myfragment")]
    [InlineData("#path/to/folder?", "#path/to/folder?/1/r")]
    public void Append_puts_the_path_before_query_and_fragment(string location, string expected) => Assert.Equal(expected, ArtifactLocation.Append(location, "1/r"));

    [Theory]
    [InlineData("folder", "{cwd}/folder")]
    [InlineData("#folder?", "{cwd}/#folder?")]
    [InlineData("file:folder?a=b", "file://{cwd}/folder?a=b")]
    [InlineData("file:///folder", "file:///folder")]
    [InlineData("s3://bucket", "s3://bucket")]
    [InlineData("/folder", "/folder")]
    public void Resolve_makes_local_locations_absolute(string location, string expected) =>
        Assert.Equal(expected.Replace("{cwd}", Directory.GetCurrentDirectory(), StringComparison.Ordinal), ArtifactLocation.Resolve(location));
}
