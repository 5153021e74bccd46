namespace MLPlatform.Contracts.Errors;

/// <summary>A stable name for one kind of refusal, such as <c>MLP-FEATURES-0004</c>. Codes are never reused.</summary>
/// <param name="Id">The code as users see and search it.</param>
/// <param name="Title">What is wrong, in a few words, without the offending value.</param>
/// <param name="Explanation">Why it happens and what to do, for <c>mlplatform explain</c>; plain text, several sentences.</param>
/// <param name="HttpStatus">The status an API answers with; never 500 for a user's mistake.</param>
public sealed record ErrorCode(string Id, string Title, string Explanation, int HttpStatus = 400)
{
    public override string ToString() => Id;
}
