using System.Buffers;
using System.Text;
using System.Text.Json;
using Analytics.Contracts;
using Analytics.Runtime.Models;

namespace Analytics.Match.Decisions;

/// <summary>A threshold with all that it follows from.</summary>
/// <param name="Question">What was asked.</param>
/// <param name="Similarity">The least similarity of an alert.</param>
/// <param name="Origin">What set it.</param>
public sealed record ThresholdExplanation(ThresholdQuestion Question, Similarity Similarity, ThresholdOrigin Origin)
{
    /// <summary>The false-match rate of one comparison that the budget asks for; none where no budget decided.</summary>
    public double? Required { get; init; }

    /// <summary>The false-match rate of one comparison at the threshold; none without calibration.</summary>
    public RateEstimate? FalseMatches { get; init; }

    /// <summary>The share of genuine comparisons below the threshold, on the pictures of the calibration; none without it.</summary>
    public double? Missed { get; init; }

    /// <summary>The chance that a stranger's track reaches the threshold for anybody of the list.</summary>
    public RateEstimate? FalsePositives => FalseMatches is { } rate ? Identification.FalsePositiveRate(rate, Question.Gallery) : null;

    /// <summary>False alerts to expect per camera and day.</summary>
    public RateEstimate? FalseAlerts => FalsePositives?.Map(rate => rate * Question.Tracks.PerCameraDay);

    /// <summary>How it came about, line by line.</summary>
    public IEnumerable<string> Lines()
    {
        var (policy, gallery, tracks) = (Question.Policy, Question.Gallery, Question.Tracks);
        yield return policy.Fixed is { } set
            ? $"policy: fixed threshold, similarity {set.Value:0.000}"
            : $"policy: at most {policy.FalseAlertsPerCameraDay:0.###} false alerts per camera and day";
        yield return $"gallery: {gallery.People:#,0} {(gallery.People == 1 ? "person" : "people")}; "
            + $"the photos count as {gallery.Chances:#,0.#} independent {(gallery.Chances == 1 ? "chance" : "chances")}";
        yield return tracks.Assumed
            ? $"tracks: {tracks.PerCameraDay:#,0} per camera and day, assumed until one camera-day has been watched"
            : $"tracks: {tracks.PerCameraDay:#,0} per camera and day, observed over {tracks.Observed.TotalDays:0.0} camera-days";
        if (Required is { } required)
        {
            yield return $"required false-match rate of one comparison: {required:0.0e-0} (score {-10 * Math.Log10(required):0.0})";
        }

        if (Question.Nearest is { } nearest)
        {
            yield return $"most similar: {nearest.First} and {nearest.Second} at {nearest.Similarity.Value:0.000}; "
                + $"with a margin of {Question.LookAlikeMargin:0.000} no alert below "
                + $"{nearest.Similarity.Value + Question.LookAlikeMargin:0.000}";
        }

        yield return $"threshold: similarity {Similarity.Value:0.000}, {Why}";
        if (FalseMatches is { } rate)
        {
            var beyond = rate.Extrapolated ? ", extrapolated by the tail model" : "";
            yield return $"false-match rate at the threshold: {Interval(rate)}{beyond}{(rate.AtFloor ? "; no lower rate is claimed" : "")}";
            yield return $"chance that a stranger's track reaches it for anyone on the list: {Interval(FalsePositives!.Value)}";
            yield return $"false alerts per camera and day: {Interval(FalseAlerts!.Value)}";
        }

        if (Missed is { } missed)
        {
            yield return $"missed comparisons of one person: {missed:0.0 %} of good photos";
        }
    }

    /// <summary>The same as one JSON object.</summary>
    public string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("similarity", Math.Round((decimal)Similarity.Value, 4));
            json.WriteString("origin", JsonNamingPolicy.CamelCase.ConvertName(Origin.ToString()));
            Write(json, "fixedSimilarity", Question.Policy.Fixed?.Value);
            Write(json, "falseAlertBudget", Question.Policy.Fixed is null ? Question.Policy.FalseAlertsPerCameraDay : null);
            json.WriteNumber("people", Question.Gallery.People);
            json.WriteNumber("chances", Question.Gallery.Chances);
            json.WriteNumber("tracksPerCameraDay", Question.Tracks.PerCameraDay);
            json.WriteBoolean("tracksAssumed", Question.Tracks.Assumed);
            Write(json, "requiredFalseMatchRate", Required);
            if (Question.Nearest is { } nearest)
            {
                json.WriteStartObject("mostAlike");
                json.WriteString("first", nearest.First.Value);
                json.WriteString("second", nearest.Second.Value);
                json.WriteNumber("similarity", Math.Round((decimal)nearest.Similarity.Value, 4));
                json.WriteNumber("margin", Question.LookAlikeMargin);
                json.WriteEndObject();
            }

            Write(json, "falseMatchRate", FalseMatches);
            Write(json, "falsePositiveRate", FalsePositives);
            Write(json, "falseAlertsPerCameraDay", FalseAlerts);
            Write(json, "missed", Missed);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private string Why => Origin switch
    {
        ThresholdOrigin.Fixed => "fixed",
        ThresholdOrigin.Budget => "from the budget",
        ThresholdOrigin.LookAlikes => "because two people on the list are very similar",
        ThresholdOrigin.CalibrationFloor => "the highest that the calibration covers: the budget may be exceeded",
        _ => "because the model is not calibrated",
    };

    private static string Interval(RateEstimate rate) => $"{rate.Value:0.##e-0} ({rate.Lower:0.##e-0} to {rate.Upper:0.##e-0})";

    private static void Write(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, RateEstimate? value)
    {
        if (value is { } rate)
        {
            json.WriteStartObject(name);
            json.WriteNumber("value", rate.Value);
            json.WriteNumber("lower", rate.Lower);
            json.WriteNumber("upper", rate.Upper);
            json.WriteBoolean("extrapolated", rate.Extrapolated);
            json.WriteBoolean("atFloor", rate.AtFloor);
            json.WriteEndObject();
        }
    }
}
