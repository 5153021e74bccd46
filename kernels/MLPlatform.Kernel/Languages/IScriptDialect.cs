using System.Diagnostics;

namespace MLPlatform.Kernel.Languages;

/// <summary>How one interactive program takes code on its standard input and says when it is done.</summary>
internal interface IScriptDialect
{
    /// <summary>Ends a part on standard output: <c>MARK:done</c>, <c>MARK:failed</c>.</summary>
    const string Done = ":done";

    const string Failed = ":failed";

    /// <summary><c>MARK:value:BASE64</c>: UTF-8 text of the part's value.</summary>
    const string Value = ":value:";

    /// <summary>Ends a part on standard error.</summary>
    const string End = ":end";

    string Name { get; }

    string Description { get; }

    /// <exception cref="Contracts.Errors.PlatformException">The program is not installed.</exception>
    ProcessStartInfo Start();

    /// <summary>What to write for a piece of code.</summary>
    /// <param name="mark">Unlike any text the code may print.</param>
    string Submit(string code, string mark);

    /// <summary>Code that writes the JSON of a variable as the part's value.</summary>
    string Read(string variable, string mark);

    /// <summary>Code that sets a variable from JSON.</summary>
    string Assign(string variable, object? value, string json);

    /// <summary>True when what the program wrote to standard error says that the code failed.</summary>
    bool IsFailure(string errors);
}
