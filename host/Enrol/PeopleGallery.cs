using Analytics.Contracts;
using Analytics.Detect;
using Analytics.Embed;
using Analytics.Host.Configuration;
using Analytics.Match.Evidence;
using Analytics.Runtime.Models;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Host.Enrol;

/// <summary>Reads a people folder with the models of this process and says what became of each photo.</summary>
public static class PeopleGallery
{
    /// <summary>Enrols the folder; a line for each photo and each warning goes to <paramref name="say"/>.</summary>
    /// <exception cref="UserErrorException">The folder is missing, or no photo of it was accepted.</exception>
    public static async Task<Enrolment> EnrolAsync(
        string folder, IServiceProvider services, AnalyticsOptions options, Action<string> say, CancellationToken stop)
    {
        var embedder = services.GetRequiredService<SharedEmbedder>();
        using var enroller = new Enroller(services.GetRequiredService<SharedDetector>(), embedder, options);
        var evidence = EvidenceModel.From(options.Match, services.GetRequiredService<ModelStore>().CalibrationOf(embedder.Model));
        var enrolment = await enroller.EnrolAsync(folder, evidence, stop);
        foreach (var line in EnrolmentReport.Lines(enrolment))
        {
            say(line);
        }

        return enrolment.People > 0
            ? enrolment
            : throw new UserErrorException(
                $"No photo in '{folder}' was accepted (the reasons stand above). Give clear, frontal photos of one person each.");
    }
}
