using System.Globalization;
using System.Text.Json.Nodes;

namespace MLPlatform.ControlPlane.Tracking.Graph;

/// <summary>Reads operations and fragments. Directives are read and ignored; the types of variables are left to the calls that use them.</summary>
internal sealed class GraphParser
{
    // Deeper than any query of MLflow's user interface, and far from the end of the stack.
    private const int DeepestNesting = 64;

    private static readonly string[] Operations = ["query", "mutation"];

    private readonly List<GraphToken> _tokens;
    private int _at;
    private int _depth;

    private GraphParser(string document) => _tokens = GraphLexer.Tokens(document);

    private GraphToken Next => _tokens[_at];

    public static GraphDocument Parse(string document)
    {
        var parser = new GraphParser(document);
        var operations = new List<GraphOperation>();
        var fragments = new Dictionary<string, IReadOnlyList<GraphSelection>>(StringComparer.Ordinal);
        while (parser.Next.Kind != GraphTokenKind.End)
        {
            if (parser.Takes("fragment"))
            {
                var name = parser.Name();
                parser.Expect("on");
                parser.Name();
                parser.Directives();
                fragments[name] = parser.Selections();
            }
            else
            {
                operations.Add(parser.Operation());
            }
        }

        return new GraphDocument(operations, fragments);
    }

    private GraphOperation Operation()
    {
        if (Next.Text == "{")
            return new GraphOperation(null, new Dictionary<string, GraphValue>(), Selections());
        if (!Array.Exists(Operations, Takes))
            throw Unexpected();
        var name = Next.Kind == GraphTokenKind.Name ? Name() : null;
        var defaults = new Dictionary<string, GraphValue>(StringComparer.Ordinal);
        if (Takes("("))
        {
            while (!Takes(")"))
            {
                Expect("$");
                var variable = Name();
                Expect(":");
                TypeReference();
                if (Takes("="))
                    defaults[variable] = Value();
                Directives();
            }
        }

        Directives();
        return new GraphOperation(name, defaults, Selections());
    }

    private List<GraphSelection> Selections()
    {
        Deepen();
        Expect("{");
        var selections = new List<GraphSelection>();
        while (!Takes("}"))
            selections.Add(Selection());
        _depth--;
        return selections;
    }

    private GraphSelection Selection()
    {
        if (Takes("..."))
        {
            if (Next.Kind == GraphTokenKind.Name && Next.Text != "on")
            {
                var fragment = Name();
                Directives();
                return new GraphSpread(fragment);
            }

            if (Takes("on"))
                Name();
            Directives();
            return new GraphInline(Selections());
        }

        var name = Name();
        var alias = name;
        if (Takes(":"))
            name = Name();
        var arguments = Arguments();
        Directives();
        return new GraphField(alias, name, arguments, Next.Text == "{" && Next.Kind == GraphTokenKind.Punctuator ? Selections() : []);
    }

    private Dictionary<string, GraphValue> Arguments()
    {
        var arguments = new Dictionary<string, GraphValue>(StringComparer.Ordinal);
        if (!Takes("("))
            return arguments;
        while (!Takes(")"))
        {
            var name = Name();
            Expect(":");
            arguments[name] = Value();
        }

        return arguments;
    }

    private GraphValue Value()
    {
        if (Next.Kind == GraphTokenKind.Text)
            return new GraphLiteral(Take().Text);
        if (Next.Kind == GraphTokenKind.Number)
        {
            var number = Take().Text;
            return new GraphLiteral(long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : double.Parse(number, CultureInfo.InvariantCulture));
        }

        if (Takes("$"))
            return new GraphVariable(Name());
        if (Takes("["))
        {
            Deepen();
            var items = new List<GraphValue>();
            while (!Takes("]"))
                items.Add(Value());
            _depth--;
            return new GraphList(items);
        }

        if (Takes("{"))
        {
            Deepen();
            var fields = new Dictionary<string, GraphValue>(StringComparer.Ordinal);
            while (!Takes("}"))
            {
                var name = Name();
                Expect(":");
                fields[name] = Value();
            }

            _depth--;
            return new GraphObject(fields);
        }

        return new GraphLiteral(Name() switch
        {
            "null" => null,
            "true" => true,
            "false" => false,
            var word => (JsonNode)word,
        });
    }

    private void Deepen()
    {
        if (++_depth > DeepestNesting)
            throw new GraphException($"The document nests more than {DeepestNesting} levels deep.");
    }

    private void TypeReference()
    {
        if (Takes("["))
        {
            Deepen();
            TypeReference();
            Expect("]");
            _depth--;
        }
        else
        {
            Name();
        }

        Takes("!");
    }

    private void Directives()
    {
        while (Takes("@"))
        {
            Name();
            Arguments();
        }
    }

    private bool Takes(string text)
    {
        if (Next.Text != text || Next.Kind is not (GraphTokenKind.Punctuator or GraphTokenKind.Name))
            return false;
        _at++;
        return true;
    }

    private void Expect(string text)
    {
        if (!Takes(text))
            throw Unexpected();
    }

    private string Name() => Next.Kind == GraphTokenKind.Name ? Take().Text : throw Unexpected();

    private GraphToken Take() => _tokens[_at++];

    private GraphException Unexpected() => new(Next.Kind == GraphTokenKind.End ? "Syntax Error: Unexpected <EOF>." : $"Syntax Error: Unexpected \"{Next.Text}\".");
}
