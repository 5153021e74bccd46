using MLPlatform.Plots.Output;

namespace MLPlatform.Plots.Reports;

/// <summary>Text that is already of a media type, such as a user's own HTML; shown as it is.</summary>
public sealed record Markup(string MimeType, string Content) : IShown
{
    public static Markup Html(string content) => new(MimeBundle.Html, content);

    public static Markup Css(string content) => new(MimeBundle.Html, $"<style>{content}</style>");

    public static Markup Script(string content) => new(MimeBundle.Html, $"<script type=\"text/javascript\">{content}</script>");

    public MimeBundle ToBundle() => MimeType == MimeBundle.Plain
        ? MimeBundle.OfText(Content)
        : new MimeBundle(new Dictionary<string, string> { [MimeType] = Content, [MimeBundle.Plain] = Content });

    public override string ToString() => Content;
}
