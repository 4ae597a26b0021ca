using System.Globalization;

namespace Analytics.Host.Watch;

/// <summary>What a run shows of one camera at one moment.</summary>
/// <param name="Camera">Its name.</param>
/// <param name="State">The state of its connection, for example <c>streaming</c>.</param>
/// <param name="FpsIn">Frames a second that the source delivers.</param>
/// <param name="FpsAnalysed">Frames a second that were searched for faces.</param>
/// <param name="FpsDropped">Frames per second that were dropped for a newer one.</param>
/// <param name="Faces">Faces in the last analysed frame.</param>
/// <param name="Tracks">Tracks alive.</param>
/// <param name="LastName">The person recognised last, or none.</param>
public sealed record CameraRow(
    string Camera, string State, double FpsIn, double FpsAnalysed, double FpsDropped, int Faces, int Tracks, string? LastName)
{
    /// <summary>The row as one line of text.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Camera}: {State}, {FpsIn:0.0} fps in, {FpsAnalysed:0.0} analysed, {FpsDropped:0.0} dropped, {Faces} faces, {Tracks} tracks, "
            + $"last name {LastName ?? "none"}");
}
