using MLPlatform.Sdk.Jobs;

namespace MLPlatform.Sdk.Tests.Jobs;

public sealed class GitCommitTests : IDisposable
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("mlp-git-");

    [Fact]
    public void Of_a_branch_reads_its_file()
    {
        Write("repo/.git/HEAD", "ref: refs/heads/topic/one\n");
        Write("repo/.git/refs/heads/topic/one", Commit + "\n");

        Assert.Equal(Commit, GitCommit.Of(Folder("repo/deep/down")));
    }

    [Fact]
    public void Of_a_packed_branch_reads_the_list()
    {
        Write("repo/.git/HEAD", "ref: refs/heads/main\n");
        Write("repo/.git/packed-refs", $"# pack-refs with: peeled fully-peeled sorted\n{new string('f', 40)} refs/heads/domain/refs/heads/main\n{Commit} refs/heads/main\n{new string('e', 40)} refs/tags/v1\n^{new string('d', 40)}\n");

        Assert.Equal(Commit, GitCommit.Of(Folder("repo")));
    }

    [Fact]
    public void Of_a_detached_head_is_the_head()
    {
        Write("repo/.git/HEAD", Commit + "\n");

        Assert.Equal(Commit, GitCommit.Of(Folder("repo")));
    }

    [Fact]
    public void Of_a_branch_without_commits_is_unknown()
    {
        Write("repo/.git/HEAD", "ref: refs/heads/main\n");

        Assert.Null(GitCommit.Of(Folder("repo")));
    }

    [Fact]
    public void Of_a_linked_work_tree_is_its_own_head_with_the_branches_of_the_repository()
    {
        Write("repo/.git/HEAD", new string('f', 40) + "\n");
        Write("repo/.git/worktrees/tree/HEAD", "ref: refs/heads/side\n");
        Write("repo/.git/worktrees/tree/commondir", "../..\n");
        Write("repo/.git/refs/heads/side", Commit + "\n");
        // A tree inside the repository's own folder: what is above it is not what it has checked out.
        Write("repo/tree/.git", $"gitdir: {Path.Combine(_root.FullName, "repo/.git/worktrees/tree")}\n");

        Assert.Equal(Commit, GitCommit.Of(Folder("repo/tree/sub")));
    }

    [Fact]
    public void Of_no_repository_is_unknown() => Assert.Null(GitCommit.Of(Folder("plain")));

    public void Dispose() => _root.Delete(recursive: true);

    private string Folder(string path) => Directory.CreateDirectory(Path.Combine(_root.FullName, path)).FullName;

    private void Write(string path, string text)
    {
        Folder(Path.GetDirectoryName(path)!);
        File.WriteAllText(Path.Combine(_root.FullName, path), text);
    }
}
