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

    /// <summary>
    /// Checks where the pictures of a camera of a site are to come from, without looking there: another machine will. Credentials have no
    /// place in it, since it is stored and sent.
    /// </summary>
    /// <exception cref="UserErrorException">It is no address, or holds credentials.</exception>
    public static void CheckAddress(string address)
    {
        const string file = "file://";
        var path = address.StartsWith(file, StringComparison.OrdinalIgnoreCase) ? address[file.Length..] : address;
        if (!path.Contains("://", StringComparison.Ordinal))
        {
            if (!Path.IsPathFullyQualified(path))
            {
                throw new UserErrorException($"'{address}' is neither a URL nor a full path. Write rtsp://host/path, or the path from the root on.");
            }

            return;
        }

        if (CameraSource.Parse(address).HasCredentials || Masking.Apply(address) != address)
        {
            throw new UserErrorException($"'{Masking.Apply(address)}' holds credentials, which are not kept with cameras. Give the address "
                + "without them, and them to the nodes that look after it: in the file of Ingest:CredentialsFile, "
                + $"or in {CameraCredentials.UserVariable} and {CameraCredentials.PasswordVariable}.");
        }
    }

    /// <summary>A camera of a site, with the credentials that this machine has for it.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="address">See <see cref="CheckAddress"/>.</param>
    /// <param name="options">How it is read.</param>
    /// <exception cref="UserErrorException">The file is not there, or the credentials file cannot be used.</exception>
    public static CameraSpec SiteCamera(CameraId id, string address, IngestOptions options)
    {
        Validate(options);
        var credentials = CameraCredentials.Load(options.CredentialsFile, Environment.GetEnvironmentVariable);
        return new(id, credentials.Apply(CameraSource.Parse(address)), options) { EpochsByClock = true };
    }

    /// <summary>The actor of one camera; see <see cref="CameraProtocol"/> for what it takes and says.</summary>
    /// <param name="spec">The camera.</param>
    /// <param name="pipeline">Called once, when the actor starts.</param>
    /// <param name="lookInterval">How soon those in view should be looked at again; asked from other threads.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">For what the actor system does not log.</param>
    /// <param name="admission">Shared by the live cameras of this process; none: each hands in its newest frame at once.</param>
    public static Props CameraProps(
        CameraSpec spec, Pipeline pipeline, Func<TimeSpan> lookInterval, TimeProvider time, ILoggerFactory loggers, Turnstile? admission = null)
    {
        var reader = new FfmpegFrameReader(loggers.CreateLogger<FfmpegFrameReader>());
        return Props.Create(() => new CameraActor(spec, pipeline, lookInterval, reader, time, TcpKnock.TryAsync, admission));
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
