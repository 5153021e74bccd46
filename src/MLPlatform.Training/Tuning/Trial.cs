using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Text;

namespace MLPlatform.Training.Tuning;

/// <summary>One set of values to try.</summary>
/// <param name="Number">From 0, in the order trials were asked for.</param>
/// <param name="Values">Parameter → value; the index of a choice.</param>
public sealed record Trial(int Number, IReadOnlyDictionary<string, double> Values, IReadOnlyList<TuningParameter> Space)
{
    /// <exception cref="PlatformException"><see cref="TrainingErrors.BadOption"/>: no such parameter.</exception>
    public double Real(string name) => Values[Parameter(name).Name];

    /// <exception cref="PlatformException"><see cref="TrainingErrors.BadOption"/>: no such parameter.</exception>
    public int Whole(string name) => (int)Values[Parameter(name).Name];

    /// <exception cref="PlatformException"><see cref="TrainingErrors.BadOption"/>: no such parameter.</exception>
    public string Choice(string name) => Parameter(name).Text(Values[name]);

    /// <summary>All values as text, for a run's parameters.</summary>
    public IReadOnlyDictionary<string, string> Texts => Space.ToDictionary(parameter => parameter.Name, parameter => parameter.Text(Values[parameter.Name]));

    private TuningParameter Parameter(string name) => Space.FirstOrDefault(parameter => parameter.Name == name)
        ?? throw new PlatformException(TrainingErrors.BadOption, $"Nothing called `{name}` is tuned.", Nearest.To(name, Values.Keys) is { } near ? $"Did you mean `{near}`?" : $"There are {string.Join(", ", Values.Keys)}.");
}
