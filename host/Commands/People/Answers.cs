using System.Text.Json.Serialization;
using Analytics.Cli;
using Analytics.People.Index;

namespace Analytics.Host.Commands.People;

/// <summary>A photo as <c>people show</c> and <c>people photos</c> answer.</summary>
public sealed record PhotoAnswer(
    string Id, string File, DateTimeOffset Added, double Quality, IReadOnlyList<string> Models, string? Exported);

/// <summary>A person as <c>people list</c> answers.</summary>
public sealed record PersonAnswer(string Id, string Name, int Photos, IReadOnlyList<string> Watchlists);

/// <summary>What <c>people list</c> answers.</summary>
public sealed record PeopleAnswer(IReadOnlyList<PersonAnswer> People);

/// <summary>What <c>people show</c> and <c>people photos</c> answer.</summary>
public sealed record PersonDetailAnswer(
    string Id, string Name, string? Note, DateTimeOffset Created, IReadOnlyList<string> Watchlists, IReadOnlyList<PhotoAnswer> Photos);

/// <summary>What <c>people remove</c> answers.</summary>
/// <param name="Id">Of the person who was removed.</param>
/// <param name="Name">Of the person who was removed.</param>
/// <param name="Photo">The photo that was removed; none when the person was.</param>
/// <param name="Overwritten">Whether the files of the database hold nothing of it any more.</param>
/// <param name="Remains">Where it may still lie, for example in backups.</param>
public sealed record RemovedAnswer(string Id, string Name, string? Photo, bool Overwritten, IReadOnlyList<string> Remains);

/// <summary>A photo in the answer of <c>people add</c> and <c>people import</c>.</summary>
/// <param name="Path">The file.</param>
/// <param name="State"><c>accepted</c>, <c>there</c> or <c>rejected</c>.</param>
/// <param name="Reason">Why it was not accepted.</param>
/// <param name="Quality">Of the face, 0 to 1.</param>
public sealed record EnrolledPhotoAnswer(string Path, string State, string? Reason, double? Quality);

/// <summary>The person of somebody else's that an enrolment is most like.</summary>
/// <param name="Id">Of the other person.</param>
/// <param name="Name">Of the other person.</param>
/// <param name="Similarity">Of the nearest two photos.</param>
/// <param name="FalseMatchRate">How often two strangers are as alike; none without calibration.</param>
/// <param name="ExpectedStrangers">How many strangers as alike a gallery of this size holds; none without calibration.</param>
/// <param name="ChanceOfSame">The chance that the two are one person; none where the model's card does not carry what it takes.</param>
/// <param name="Warning">Whether they are alike enough to be mistaken for each other.</param>
public sealed record NearestAnswer(
    string Id, string Name, double Similarity, double? FalseMatchRate, double? ExpectedStrangers, double? ChanceOfSame, bool Warning);

/// <summary>What an enrolment does to a watchlist.</summary>
/// <param name="Watchlist">Its id.</param>
/// <param name="People">On it now.</param>
/// <param name="ThresholdBefore">The similarity from which it alerts; none without calibration.</param>
/// <param name="Threshold">The same now.</param>
/// <param name="FalseAlertsPerDayBefore">Predicted per camera.</param>
/// <param name="FalseAlertsPerDay">The same now.</param>
public sealed record ForecastAnswer(
    string Watchlist, int People, double? ThresholdBefore, double? Threshold, double? FalseAlertsPerDayBefore, double? FalseAlertsPerDay);

/// <summary>What became of one person in <c>people add</c> and <c>people import</c>.</summary>
/// <param name="Id">None when no photo was accepted of somebody new.</param>
/// <param name="Name">As enrolled.</param>
/// <param name="IsNew">Whether the person was not in the gallery before.</param>
/// <param name="Photos">Each photo that was given.</param>
/// <param name="Nearest">The other person who is most alike; none where there is no other.</param>
/// <param name="LowestWithin">The least alike two photos of the person; none with one photo.</param>
/// <param name="Spread">Whether the photos do not look like one person.</param>
/// <param name="Watchlists">What it did to the lists that were named.</param>
public sealed record EnrolledAnswer(
    string? Id, string Name, bool IsNew, IReadOnlyList<EnrolledPhotoAnswer> Photos, NearestAnswer? Nearest, double? LowestWithin,
    bool Spread,
    IReadOnlyList<ForecastAnswer> Watchlists);

/// <summary>What <c>people import</c> answers.</summary>
public sealed record ImportAnswer(int People, int Accepted, int There, int Rejected, IReadOnlyList<EnrolledAnswer> Enrolled);

/// <summary>Somebody a face looks like.</summary>
public sealed record CandidateAnswer(string Id, string Name, double Similarity, double? FalseMatchRate);

/// <summary>A face of <c>identify</c>.</summary>
/// <param name="Box">Left, top, width and height in pixels.</param>
/// <param name="Quality">0 to 1.</param>
/// <param name="People">The most alike first.</param>
public sealed record FaceAnswer(IReadOnlyList<double> Box, double Quality, IReadOnlyList<CandidateAnswer> People);

/// <summary>What <c>identify</c> answers for one picture.</summary>
public sealed record IdentifyAnswer(string Image, IReadOnlyList<FaceAnswer> Faces);

/// <summary>A picture in the answer of <c>identify</c> for several.</summary>
/// <param name="Image">The file.</param>
/// <param name="Faces">The largest first; empty where the picture could not be read.</param>
/// <param name="Fault">Why it could not be read; none where it was.</param>
public sealed record IdentifiedImageAnswer(string Image, IReadOnlyList<FaceAnswer> Faces, string? Fault);

/// <summary>What <c>identify</c> answers for several pictures.</summary>
/// <param name="Images">In the order of the command line.</param>
public sealed record IdentifyAnswers(IReadOnlyList<IdentifiedImageAnswer> Images);

/// <summary>A photo that the index could not take over.</summary>
public sealed record NotTakenAnswer(string Photo, string PersonId, string Person, string Reason)
{
    /// <summary>The answer for a photo.</summary>
    internal static NotTakenAnswer Of(NotTaken photo) => new(photo.Photo.ToString(), photo.Person.Value, photo.Name, photo.Reason);
}

/// <summary>What <c>people reembed</c> answers.</summary>
/// <param name="Model">The model of the pack.</param>
/// <param name="Photos">That it had no template of.</param>
/// <param name="Made">Of them, those that it has one of now.</param>
/// <param name="NotMade">The others.</param>
/// <param name="Next">What is left to do; none when nothing is.</param>
public sealed record ReembedAnswer(string Model, int Photos, int Made, IReadOnlyList<NotTakenAnswer> NotMade, string? Next);

/// <summary>Writes them.</summary>
internal static class PeopleAnswers
{
    private static readonly PeopleJson Json = new(Answer.JsonOptions);

    /// <summary>Writes the answer as one JSON object, or the lines that say the same.</summary>
    public static void Write<T>(this CommandContext context, OutputFormat format, T answer, Func<T, IEnumerable<string>> lines) =>
        context.Write(format, answer, Json, lines);
}

/// <summary>How they become JSON.</summary>
[JsonSerializable(typeof(PeopleAnswer))]
[JsonSerializable(typeof(PersonDetailAnswer))]
[JsonSerializable(typeof(RemovedAnswer))]
[JsonSerializable(typeof(EnrolledAnswer))]
[JsonSerializable(typeof(ImportAnswer))]
[JsonSerializable(typeof(IdentifyAnswer))]
[JsonSerializable(typeof(IdentifyAnswers))]
[JsonSerializable(typeof(ReembedAnswer))]
internal sealed partial class PeopleJson : JsonSerializerContext;
