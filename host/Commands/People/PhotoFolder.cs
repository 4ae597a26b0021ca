using Analytics.Contracts;
using Analytics.Detect;
using Analytics.Embed;
using Analytics.Match.Evidence;
using Analytics.People.Photos;

namespace Analytics.Host.Commands.People;

/// <summary>Reads a folder of people with the models of this process, and reports on each photo.</summary>
internal static class PhotoFolder
{
    /// <summary>Judges the photos; a line for each photo and each warning goes to <paramref name="report"/>.</summary>
    /// <exception cref="FailureException">The folder is missing, or no photo of it was accepted.</exception>
    public static async Task<Enrolment> EnrolAsync(
        string folder, SharedDetector detector, SharedEmbedder embedder, AnalyticsOptions options, EvidenceModel evidence,
        Action<string> report, CancellationToken stop)
    {
        using var enroller = new Enroller(detector, embedder, options.Quality, options.Track.HighScore);
        var enrolment = await enroller.EnrolAsync(folder, evidence, stop);
        foreach (var line in EnrolmentReport.Lines(enrolment))
        {
            report(line);
        }

        return enrolment.People > 0
            ? enrolment
            : throw new InvalidException(
                $"No photo in '{folder}' was accepted (see the reasons above). Use clear, frontal photos of one person each.");
    }
}
