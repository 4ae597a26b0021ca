using System.Text.Json;
using System.Text.Json.Serialization;
using Analytics.Contracts;

namespace Analytics.Alerts;

/// <summary>A line of <see cref="AlertJsonLines"/>, read back: what is needed to compare it with what happened.</summary>
public sealed record AlertLine
{
    /// <summary>The same for all states of an episode.</summary>
    public required string Id { get; init; }

    /// <summary>Early, confirmed or closed.</summary>
    public required string State { get; init; }

    /// <summary>Who was recognised.</summary>
    public required string Person { get; init; }

    /// <summary>Where.</summary>
    public required string Camera { get; init; }

    /// <summary>Seconds of the stream.</summary>
    public required double FirstMediaTime { get; init; }

    /// <summary>Seconds of the stream.</summary>
    public required double LastMediaTime { get; init; }

    /// <summary>Cosine of the best crops together to the nearest photo.</summary>
    public required float Similarity { get; init; }

    /// <summary>Left, top, width, height of the best crop.</summary>
    public required float[] Box { get; init; }

    /// <summary>The crops that made it.</summary>
    public AlertLineCrop[] Evidence { get; init; } = [];

    /// <summary>The path of the best crop.</summary>
    public string? Snapshot { get; init; }

    /// <summary>The last state of each episode in <paramref name="path"/>, in the order in which they began.</summary>
    /// <exception cref="FailureException">The file cannot be read, or is not one of alerts.</exception>
    public static IReadOnlyList<AlertLine> ReadEpisodes(string path)
    {
        try
        {
            var lines = File.ReadLines(path).Where(line => line.Length > 0)
                .Select(line => JsonSerializer.Deserialize(line, AlertLineJson.Default.AlertLine)!);
            lines = lines.Select(line => line.Box.Length == 4 ? line : throw new JsonException($"the box of alert '{line.Id}' has not four numbers."));
            return [.. lines.GroupBy(line => line.Id).Select(episode => episode.Last())];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new InvalidException($"'{path}' cannot be read: {fault.Message} Name a file that 'watch --alerts FILE' wrote.");
        }
    }
}

/// <summary>A crop of an alert.</summary>
public sealed record AlertLineCrop(double MediaTime, double Quality);

/// <summary>Reads alerts without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(AlertLine))]
internal sealed partial class AlertLineJson : JsonSerializerContext;
