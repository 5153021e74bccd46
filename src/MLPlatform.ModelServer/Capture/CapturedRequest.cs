using MLPlatform.Frames;
using MLPlatform.ModelServer.Binding;

namespace MLPlatform.ModelServer.Capture;

/// <summary>One served request.</summary>
/// <param name="Time">When it was answered, microseconds UTC.</param>
/// <param name="At">The time its features were wanted for, microseconds UTC.</param>
/// <param name="Version">The model version that answered.</param>
/// <param name="Columns">Inputs and keys by slot, as they went into the model.</param>
internal sealed record CapturedRequest(string Id, long Time, long At, string Version, RequestSchema Schema, int Rows, Column?[] Columns, Frame Outputs);
