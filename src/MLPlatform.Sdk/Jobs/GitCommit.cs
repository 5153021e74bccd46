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
                return Head(git);
        }

        return null;
    }

    private static string? Head(string git)
    {
        var head = Path.Combine(git, "HEAD");
        if (!File.Exists(head))
            return null;
        var text = File.ReadAllText(head).Trim();
        if (!text.StartsWith("ref: ", StringComparison.Ordinal))
            return text;
        var reference = text["ref: ".Length..];
        var loose = Path.Combine(git, reference);
        if (File.Exists(loose))
            return File.ReadAllText(loose).Trim();
        var packed = Path.Combine(git, "packed-refs");
        return File.Exists(packed)
            ? File.ReadLines(packed).Where(line => line.EndsWith(" " + reference, StringComparison.Ordinal)).Select(line => line[..40]).FirstOrDefault()
            : null;
    }
}
