namespace MLPlatform.Sdk.Jobs;

/// <summary>The commit checked out around a folder, read from the repository's files: git itself need not be installed.</summary>
internal static class GitCommit
{
    /// <returns>40 hex digits; null outside a repository or before its first commit.</returns>
    public static string? Of(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            var git = Path.Combine(at.FullName, ".git");
            if (Directory.Exists(git))
                return Head(git, git);
            if (File.Exists(git) && LinkedFolder(at.FullName, git) is { } linked)
                return Head(linked, CommonFolder(linked));
        }

        return null;
    }

    // A linked work tree or a submodule has a file that names its folder; a work tree's branches are those of the repository it belongs to.
    private static string? LinkedFolder(string at, string file)
    {
        var text = File.ReadAllText(file).Trim();
        return text.StartsWith("gitdir: ", StringComparison.Ordinal) && Path.Combine(at, text["gitdir: ".Length..]) is var folder && Directory.Exists(folder) ? folder : null;
    }

    private static string CommonFolder(string linked)
    {
        var file = Path.Combine(linked, "commondir");
        return File.Exists(file) ? Path.GetFullPath(Path.Combine(linked, File.ReadAllText(file).Trim())) : linked;
    }

    private static string? Head(string git, string common)
    {
        var head = Path.Combine(git, "HEAD");
        if (!File.Exists(head))
            return null;
        var text = File.ReadAllText(head).Trim();
        if (!text.StartsWith("ref: ", StringComparison.Ordinal))
            return text;
        var reference = text["ref: ".Length..];
        var loose = Path.Combine(common, reference);
        if (File.Exists(loose))
            return File.ReadAllText(loose).Trim();
        var packed = Path.Combine(common, "packed-refs");
        return File.Exists(packed)
            ? File.ReadLines(packed).Where(line => line.EndsWith(" " + reference, StringComparison.Ordinal)).Select(line => line[..40]).FirstOrDefault()
            : null;
    }
}
