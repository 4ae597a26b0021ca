using System.Text.Json.Serialization;

namespace Analytics.Host.Synth;

/// <summary>The answer of <c>synth people</c>.</summary>
internal sealed record SynthPeopleAnswer(string Folder, int People, int Pictures, double Seconds);

/// <summary>The answer of <c>synth scene</c>.</summary>
internal sealed record SynthSceneAnswer(string Folder, int Cameras, long Frames, long Faces, double FramesPerSecond);

/// <summary>Writes answers as JSON without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SynthPeopleAnswer))]
[JsonSerializable(typeof(SynthSceneAnswer))]
[JsonSerializable(typeof(SynthEvaluationReport))]
internal sealed partial class SynthJson : JsonSerializerContext;
