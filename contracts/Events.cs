using System.Diagnostics;

namespace Analytics.Contracts;

/// <summary>A fact that leaves the node of the camera, keyed by the camera.</summary>
public interface ICameraEvent
{
    /// <summary>The camera it is about.</summary>
    CameraId Camera { get; }
}

/// <summary>One crop of a track was embedded: the unit of evidence.</summary>
/// <param name="Id">Deterministic: camera, epoch, presentation time and box; consumers drop what they have seen.</param>
/// <param name="Camera">The camera.</param>
/// <param name="Epoch">The run of its stream.</param>
/// <param name="Track">The track within the camera.</param>
/// <param name="MediaTime">Presentation time in the stream or file.</param>
/// <param name="At">The same moment in UTC.</param>
/// <param name="TrackStartedMediaTime">Presentation time of the track's first frame.</param>
/// <param name="TrackStartedAt">The same in UTC.</param>
/// <param name="Box">The face in pixels of the analysed frame.</param>
/// <param name="Quality">Of this crop.</param>
/// <param name="Template">What the model made of the aligned crop.</param>
/// <param name="Crop">A JPEG of the face and its surroundings, at most 8 kB.</param>
public sealed record FaceObserved(
    string Id, CameraId Camera, StreamEpoch Epoch, TrackId Track, TimeSpan MediaTime, DateTimeOffset At,
    TimeSpan TrackStartedMediaTime, DateTimeOffset TrackStartedAt, Box Box, FaceQuality Quality, Template Template,
    ReadOnlyMemory<byte> Crop) : ICameraEvent
{
    /// <summary>The points of the face in pixels of the analysed frame; none where they are not known.</summary>
    public Landmarks? Landmarks { get; init; }

    /// <summary>The span of the frame that it was seen in; empty when nobody traces.</summary>
    public ActivityContext Trace { get; init; }
}

/// <summary>A track was lost for good; nothing more comes from it.</summary>
public sealed record TrackEnded(
    CameraId Camera, StreamEpoch Epoch, TrackId Track, TimeSpan MediaTime, DateTimeOffset At) : ICameraEvent;

/// <summary>
/// The clock of a camera's stream: all of it before <paramref name="At"/> has been published. Carries episodes to their end
/// where nobody is in view.
/// </summary>
public sealed record CameraProgressed(CameraId Camera, StreamEpoch Epoch, TimeSpan MediaTime, DateTimeOffset At) : ICameraEvent;

/// <summary>A camera's stream ended for good (a file was read to its end, a camera was removed).</summary>
public sealed record CameraEnded(CameraId Camera) : ICameraEvent;

/// <summary>What an alert says of itself.</summary>
public enum AlertState
{
    /// <summary>The first confident decision.</summary>
    Early,

    /// <summary>More evidence, spread in time, agrees.</summary>
    Confirmed,

    /// <summary>The person left, or the episode reached its longest duration.</summary>
    Closed,
}

/// <summary>One person at one place for one time: an episode. Its three states share one id.</summary>
public sealed record Alert : ICameraEvent
{
    /// <summary>Deterministic: camera, person and the moment the episode began.</summary>
    public required string Id { get; init; }

    /// <summary>Where the episode stands.</summary>
    public required AlertState State { get; init; }

    /// <summary>The person who was recognised.</summary>
    public required PersonId Person { get; init; }

    /// <summary>The camera that saw the person.</summary>
    public required CameraId Camera { get; init; }

    /// <summary>The track that carried the latest evidence.</summary>
    public required TrackId Track { get; init; }

    /// <summary>UTC of the first frame of the episode's first track.</summary>
    public required DateTimeOffset FirstSeen { get; init; }

    /// <summary>UTC of the latest evidence.</summary>
    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>The same moment as <see cref="FirstSeen"/>, in the file or stream.</summary>
    public required TimeSpan FirstMediaTime { get; init; }

    /// <summary>The same moment as <see cref="LastSeen"/>, in the file or stream.</summary>
    public required TimeSpan LastMediaTime { get; init; }

    /// <summary>Of the fused evidence to the person's nearest photo.</summary>
    public required Similarity Similarity { get; init; }

    /// <summary>Similarity less that of the best other person.</summary>
    public required float Margin { get; init; }

    /// <summary>The calibrated chance that a stranger reaches this similarity; none without calibration.</summary>
    public double? FalseMatchRate { get; init; }

    /// <summary>How many crops the decision rests on.</summary>
    public required int Crops { get; init; }

    /// <summary>Of the best crop.</summary>
    public required FaceQuality Quality { get; init; }

    /// <summary>The face in the frame of the best crop.</summary>
    public required Box Box { get; init; }

    /// <summary>The best crop as JPEG.</summary>
    public required ReadOnlyMemory<byte> Crop { get; init; }

    /// <summary>What to call the person; the id where nothing else is known.</summary>
    public string Name
    {
        get => field ?? Person.Value;
        init;
    }

    private const double DecibansPerDecade = 10;

    /// <summary>The limits (95 %) of the false-match rate, and whether it was observed; none without calibration.</summary>
    public FalseMatchLimits? FalseMatchLimits { get; init; }

    /// <summary>The chance that a stranger reaches this similarity for anybody of the gallery; none where it is not known.</summary>
    public double? GalleryFalseMatchRate { get; init; }

    /// <summary>The crops that the fused similarity rests on, in the order of time.</summary>
    public IReadOnlyList<AlertCrop> Evidence { get; init; } = [];

    /// <summary>
    /// Other people of the gallery whom the evidence fits as well, and whose photos are so much alike that they may be one person enrolled
    /// twice.
    /// </summary>
    public IReadOnlyList<AlikePerson> IndistinguishableFrom { get; init; } = [];

    /// <summary>
    /// The run of the stream in which the episode began; 0 from a version that does not say so. A file that is read again has the same ids
    /// in another run.
    /// </summary>
    public StreamEpoch Epoch { get; init; }

    /// <summary>The names of all that it may be: <c>Joey or Joseph</c>.</summary>
    public string AllNames => string.Join(" or ", [Name, .. IndistinguishableFrom.Select(person => person.Name)]);

    /// <summary>−10·log10 of the false-match rate, no more than is claimed: 40 is one in ten thousand.</summary>
    public double? Score => FalseMatchRate is > 0 and var rate ? -DecibansPerDecade * Math.Log10(rate) : null;
}

/// <summary>Somebody who cannot be distinguished from the person of an alert.</summary>
/// <param name="Person">The other person.</param>
public readonly record struct AlikePerson(PersonId Person)
{
    /// <summary>What to call the person; the id where nothing else is known.</summary>
    public string Name
    {
        get => field ?? Person.Value;
        init;
    }
}

/// <summary>How well a false-match rate is known.</summary>
/// <param name="Lower">The lower limit.</param>
/// <param name="Upper">The upper limit.</param>
/// <param name="Extrapolated">Whether it comes from a model of the tail, beyond what was observed.</param>
/// <param name="AtFloor">Whether it is the lowest rate that is claimed.</param>
public readonly record struct FalseMatchLimits(double Lower, double Upper, bool Extrapolated, bool AtFloor);

/// <summary>One crop behind an alert; never its template.</summary>
/// <param name="Observation">The id of the observation.</param>
/// <param name="MediaTime">Presentation time in the stream or file.</param>
/// <param name="At">The same moment in UTC.</param>
/// <param name="Similarity">To the person's nearest photo.</param>
/// <param name="Quality">0 to 1.</param>
public readonly record struct AlertCrop(string Observation, TimeSpan MediaTime, DateTimeOffset At, Similarity Similarity, float Quality);

/// <summary>How sure it is who a track is.</summary>
public enum IdentityGrade
{
    /// <summary>Nobody in the gallery, or too little seen.</summary>
    Unknown,

    /// <summary>Evidence for one person that does not suffice to name them.</summary>
    Promising,

    /// <summary>Sure enough for an alert.</summary>
    Early,

    /// <summary>Sure, on crops spread in time.</summary>
    Confirmed,
}

/// <summary>What match knows of a track by now. The camera's node then embeds less, or again.</summary>
/// <param name="Camera">The camera.</param>
/// <param name="Epoch">The run of its stream; another run may have a track of the same number.</param>
/// <param name="Track">The track.</param>
/// <param name="Person">The leading person; none when unknown. A name to show only from <see cref="IdentityGrade.Early"/> on.</param>
/// <param name="Similarity">Of the fused evidence to the person; 0 without one.</param>
/// <param name="Grade">How sure it is.</param>
public sealed record TrackIdentified(
    CameraId Camera, StreamEpoch Epoch, TrackId Track, PersonId? Person, Similarity Similarity, IdentityGrade Grade)
{
    /// <summary>Whether the track is locked: embedding goes on only to reconfirm.</summary>
    public bool Confirmed => Grade == IdentityGrade.Confirmed;
}
