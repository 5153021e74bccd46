namespace MLPlatform.ControlPlane.Tracking.Experiments;

/// <summary>Artifact locations as text: a URI, whose query and fragment stay at its end, or a path on this machine.</summary>
internal static class ArtifactLocation
{
    /// <returns>The location of <paramref name="path"/> below <paramref name="location"/>.</returns>
    public static string Append(string location, string path)
    {
        if (SchemeLength(location) == 0)
            return Joined(location, path);
        var end = location.AsSpan().IndexOfAny('?', '#') is var mark and >= 0 ? mark : location.Length;
        var root = location[..end];
        return (root.EndsWith(':') ? $"{root}/{path}" : Joined(root, path)) + location[end..];
    }

    /// <returns>A local location made absolute against the folder this process runs in; any other as it is.</returns>
    public static string Resolve(string location)
    {
        var scheme = SchemeLength(location);
        if (scheme == 0)
            return Path.GetFullPath(location);
        if (!location.AsSpan(0, scheme).Equals("file", StringComparison.OrdinalIgnoreCase) || location.AsSpan(scheme + 1).StartsWith("/"))
            return location;
        var rest = location[(scheme + 1)..];
        var end = rest.AsSpan().IndexOfAny('?', '#') is var mark and >= 0 ? mark : rest.Length;
        return $"file://{Path.GetFullPath(rest[..end])}{rest[end..]}";
    }

    // A letter first, so that C:\folder and #a:b are paths; one letter is a drive.
    private static int SchemeLength(string location)
    {
        var colon = location.IndexOf(':', StringComparison.Ordinal);
        if (colon < 2 || !char.IsAsciiLetter(location[0]))
            return 0;
        foreach (var c in location.AsSpan(0, colon))
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.'))
                return 0;
        }

        return colon;
    }

    private static string Joined(string root, string path) => root.EndsWith('/') ? root + path : $"{root}/{path}";
}
