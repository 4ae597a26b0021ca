using System.ComponentModel.DataAnnotations;
using Akka;
using Akka.Actor;
using Akka.Streams.Dsl;
using Analytics.Contracts;
using Analytics.Ingest.Ffmpeg;
using Analytics.Runtime.Frames;
using Microsoft.Extensions.Logging;

namespace Analytics.Ingest;

/// <summary>What the host calls of ingest.</summary>
public static class IngestHosting
{
    /// <summary>
    /// Makes a pipeline of a camera's frames and runs it. Whoever takes a frame from the source owns it and disposes it. The task
    /// completes when all frames have left the pipeline, and fails when the pipeline does.
    /// </summary>
    /// <param name="spec">The camera.</param>
    /// <param name="frames">
    /// Its frames, behind the one-frame slot and the motion gate; to be materialised once. Asynchronous boundaries behind it should
    /// have an input buffer of one element, or old frames wait there.
    /// </param>
    public delegate Task Pipeline(CameraSpec spec, Source<Frame, NotUsed> frames);

    /// <summary>Turns what the user named into cameras with unique ids, and finds their credentials.</summary>
    /// <param name="sources">URLs, files, folders or globs.</param>
    /// <param name="options">How they are all read.</param>
    /// <exception cref="UserErrorException">An option, a source or the credentials file cannot be used.</exception>
    public static IReadOnlyList<CameraSpec> Cameras(IEnumerable<string> sources, IngestOptions options)
    {
        Validate(options);
        var credentials = CameraCredentials.Load(options.CredentialsFile, Environment.GetEnvironmentVariable);
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var cameras = new List<CameraSpec>();
        foreach (var text in sources)
        {
            var source = credentials.Apply(CameraSource.Parse(text));
            var name = source.DefaultId.Value;
            for (var i = 2; !taken.Add(name); i++)
            {
                name = $"{source.DefaultId.Value}-{i}";
            }

            cameras.Add(new CameraSpec(new CameraId(name), source, options));
        }

        return cameras;
    }

    /// <summary>The actor of one camera; see <see cref="CameraProtocol"/> for what it takes and says.</summary>
    /// <param name="spec">The camera.</param>
    /// <param name="pipeline">Called once, when the actor starts.</param>
    /// <param name="lookInterval">How soon those in view should be looked at again; asked from other threads.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">For what the actor system does not log.</param>
    public static Props CameraProps(CameraSpec spec, Pipeline pipeline, Func<TimeSpan> lookInterval, TimeProvider time, ILoggerFactory loggers)
    {
        var reader = new FfmpegFrameReader(loggers.CreateLogger<FfmpegFrameReader>());
        return Props.Create(() => new CameraActor(spec, pipeline, lookInterval, reader, time, TcpKnock.TryAsync));
    }

    private static void Validate(IngestOptions options)
    {
        var errors = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new ValidationContext(options), errors, validateAllProperties: true))
        {
            throw new UserErrorException(string.Join(' ', errors.Select(error => error.ErrorMessage)));
        }

        if (options.BackOffMax < options.BackOffMin)
        {
            throw new UserErrorException(
                $"BackOffMax ({options.BackOffMax}) is shorter than BackOffMin ({options.BackOffMin}). Make it at least as long.");
        }
    }
}
