using System.Text.Json.Serialization;
using Analytics.Evaluate.Synthetic;

namespace Analytics.Host.Commands.Synth;

/// <summary>The answer of <c>synth people</c>.</summary>
internal sealed record SynthPeopleAnswer(string Folder, int People, int Pictures, double Seconds);

/// <summary>The answer of <c>synth scene</c>.</summary>
internal sealed record SynthSceneAnswer(string Folder, int Cameras, long Frames, long Faces, double FramesPerSecond);

/// <summary>The answer of <c>synth check</c>.</summary>
/// <param name="Appearances">Of enrolled people, clear enough to be recognised.</param>
/// <param name="Right">Those with an alert.</param>
/// <param name="Wrong">Alerts that name somebody who was not there.</param>
/// <param name="Repeated">Alerts beyond the first of an appearance.</param>
internal sealed record SynthCheckAnswer(int Appearances, int Right, int Wrong, int Repeated);

/// <summary>Writes answers as JSON without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SynthPeopleAnswer))]
[JsonSerializable(typeof(SynthSceneAnswer))]
[JsonSerializable(typeof(SynthCheckAnswer))]
[JsonSerializable(typeof(SynthEvaluationReport))]
internal sealed partial class SynthJson : JsonSerializerContext;
