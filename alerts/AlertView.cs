using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Analytics.Contracts;

namespace Analytics.Alerts;

/// <summary>An alert as JSON: a line of the file, and the data of an event of the API. Carries no template and no picture.</summary>
public sealed record AlertView
{
    /// <summary>The same for all states of an episode.</summary>
    public required string Id { get; init; }

    /// <summary>Where the episode stands.</summary>
    [JsonConverter(typeof(AlertStateWords))]
    public required AlertState State { get; init; }

    /// <summary>The person's name.</summary>
    public required string Person { get; init; }

    /// <summary>The person's id in the gallery.</summary>
    public string PersonId { get; init; } = "";

    /// <summary>
    /// Others whom the evidence fits as well. They may be the same person, enrolled twice. Absent if there are none.
    /// </summary>
    public IReadOnlyList<AlikeView>? IndistinguishableFrom { get; init; }

    /// <summary>The camera that saw the person.</summary>
    public required string Camera { get; init; }

    /// <summary>The track that carried the latest evidence.</summary>
    public long Track { get; init; }

    /// <summary>When the episode began, in UTC.</summary>
    [JsonConverter(typeof(UtcMilliseconds))]
    public DateTimeOffset FirstSeen { get; init; }

    /// <summary>When the person was last seen, in UTC.</summary>
    [JsonConverter(typeof(UtcMilliseconds))]
    public DateTimeOffset LastSeen { get; init; }

    /// <summary>When the episode began, in seconds of the file or stream.</summary>
    public required double FirstMediaTime { get; init; }

    /// <summary>When the person was last seen, in seconds of the file or stream.</summary>
    public required double LastMediaTime { get; init; }

    /// <summary>Cosine of the best crops together to the person's nearest photo, −1 to 1.</summary>
    public required double Similarity { get; init; }

    /// <summary>Similarity minus that of the best other person.</summary>
    public double Margin { get; init; }

    /// <summary>
    /// False-match rate: the chance that a stranger reaches this similarity. Absent without calibration, as are those that follow from it.
    /// </summary>
    public double? Fmr { get; init; }

    /// <summary>−10·log10 of <see cref="Fmr"/>.</summary>
    public double? Score { get; init; }

    /// <summary>Lower limit of <see cref="Fmr"/> (95 %).</summary>
    public double? FmrLower { get; init; }

    /// <summary>Upper limit of <see cref="Fmr"/> (95 %).</summary>
    public double? FmrUpper { get; init; }

    /// <summary>Whether <see cref="Fmr"/> comes from a model of the tail, beyond what was observed.</summary>
    public bool? FmrExtrapolated { get; init; }

    /// <summary>Whether <see cref="Fmr"/> is the lowest rate that is claimed.</summary>
    public bool? FmrAtFloor { get; init; }

    /// <summary>The chance that a stranger reaches this similarity to anybody of the gallery.</summary>
    public double? GalleryFmr { get; init; }

    /// <summary>How many crops the decision rests on.</summary>
    public int Crops { get; init; }

    /// <summary>These crops, in the order of time. Absent if they are not known.</summary>
    public IReadOnlyList<AlertCropView>? Evidence { get; init; }

    /// <summary>Quality of the best crop, 0 to 1.</summary>
    public double Quality { get; init; }

    /// <summary>Left, top, width, height of the face in the frame of the best crop, in pixels.</summary>
    public required IReadOnlyList<double> Box { get; init; }

    /// <summary>The path of the best crop's picture, where the line was written; null where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Snapshot { get; init; }

    /// <summary>An alert as it is shown.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="snapshot">The path of its picture; none where there is none.</param>
    public static AlertView Of(Alert alert, string? snapshot = null) => new()
    {
        Id = alert.Id,
        State = alert.State,
        Person = alert.Name,
        PersonId = alert.Person.Value,
        IndistinguishableFrom = OrNone(alert.IndistinguishableFrom, other => new AlikeView(other.Name, other.Person.Value)),
        Camera = alert.Camera.Value,
        Track = alert.Track.Value,
        FirstSeen = alert.FirstSeen,
        LastSeen = alert.LastSeen,
        FirstMediaTime = Thousandths(alert.FirstMediaTime.TotalSeconds),
        LastMediaTime = Thousandths(alert.LastMediaTime.TotalSeconds),
        Similarity = Thousandths(alert.Similarity.Value),
        Margin = Thousandths(alert.Margin),
        Fmr = Rate(alert.FalseMatchRate),
        Score = alert.FalseMatchRate is null ? null : Math.Round(alert.Score ?? 0, 1),
        FmrLower = Rate(alert.FalseMatchLimits?.Lower),
        FmrUpper = Rate(alert.FalseMatchLimits?.Upper),
        FmrExtrapolated = alert.FalseMatchLimits?.Extrapolated,
        FmrAtFloor = alert.FalseMatchLimits?.AtFloor,
        GalleryFmr = Rate(alert.GalleryFalseMatchRate),
        Crops = alert.Crops,
        Evidence = OrNone(alert.Evidence, crop => new AlertCropView(
            crop.Observation, Thousandths(crop.MediaTime.TotalSeconds), crop.At, Thousandths(crop.Similarity.Value),
            Thousandths(crop.Quality))),
        Quality = Thousandths(alert.Quality.Score),
        Box = [.. new[] { alert.Box.X, alert.Box.Y, alert.Box.Width, alert.Box.Height }.Select(side => Math.Round((double)side, 1))],
        Snapshot = snapshot,
    };

    /// <summary>The last state of each episode in the file <paramref name="path"/>, in the order in which they began.</summary>
    /// <exception cref="FailureException">The file cannot be read, or is not one of alerts.</exception>
    public static IReadOnlyList<AlertView> ReadEpisodes(string path)
    {
        try
        {
            var lines = File.ReadLines(path).Where(line => line.Length > 0)
                .Select(line => JsonSerializer.Deserialize(line, AlertJson.Default.AlertView)!)
                .Select(line => line.Box.Count == 4 ? line
                    : throw new JsonException($"the box of alert '{line.Id}' has not four numbers."));
            return [.. lines.GroupBy(line => line.Id).Select(episode => episode.Last())];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new InvalidException($"'{path}' cannot be read as alerts: {fault.Message}") { Subject = FailureSubject.AlertFile };
        }
    }

    private static IReadOnlyList<TView>? OrNone<T, TView>(IReadOnlyList<T> items, Func<T, TView> view) =>
        items.Count == 0 ? null : [.. items.Select(view)];

    private static double Thousandths(double value) => Math.Round(value, 3);

    // Three digits: a rate spans decades.
    private static double? Rate(double? rate) =>
        rate is { } value ? double.Parse(value.ToString("0.##E+0", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : null;
}

/// <summary>Somebody who cannot be distinguished from the person of an alert.</summary>
/// <param name="Person">The person's name.</param>
/// <param name="PersonId">The person's id in the gallery.</param>
public sealed record AlikeView(string Person, string PersonId);

/// <summary>A crop of an alert.</summary>
/// <param name="Id">Id of its observation.</param>
/// <param name="MediaTime">When it was taken, in seconds of the file or stream.</param>
/// <param name="At">When it was taken, in UTC.</param>
/// <param name="Similarity">Cosine to the person's nearest photo, −1 to 1.</param>
/// <param name="Quality">Its quality, 0 to 1.</param>
public sealed record AlertCropView(
    string Id, double MediaTime, [property: JsonConverter(typeof(UtcMilliseconds))] DateTimeOffset At, double Similarity, double Quality);

/// <summary>The states as words: <c>early</c>.</summary>
public sealed class AlertStateWords() : JsonStringEnumConverter<AlertState>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false);

/// <summary>Moments in UTC with three digits of the second, so that lines sort by them.</summary>
public sealed class UtcMilliseconds : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
}

/// <summary>Writes and reads alerts without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AlertView))]
public sealed partial class AlertJson : JsonSerializerContext;
