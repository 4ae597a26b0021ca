using System.ComponentModel.DataAnnotations;
using Akka;
using Akka.Actor;
using Akka.Streams.Dsl;
using Analytics.Contracts;
using Analytics.Ingest.Ffmpeg;
using Analytics.Ingest.Links;
using Analytics.Runtime.Frames;
using Microsoft.Extensions.Logging;

namespace Analytics.Ingest;

/// <summary>What the host calls of ingest.</summary>
public static class IngestHosting
{
    /// <summary>
    /// Makes a pipeline of a camera's frames and runs it. The taker of a frame owns it and disposes it. The task
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
    /// <exception cref="FailureException">An option, a source or the credentials file cannot be used.</exception>
    public static IReadOnlyList<CameraSpec> Cameras(IEnumerable<string> sources, IngestOptions options)
    {
        Validate(options);
        var credentials = CameraCredentials.Load(options.CredentialsFile, Environment.GetEnvironmentVariable);
        _ = Destinations.Parse(options.BasicFor, "Ingest:BasicFor");
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var cameras = new List<CameraSpec>();
        foreach (var text in sources)
        {
            var source = credentials.Apply(CameraSource.Parse(text)).KeptSecret();
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
    /// <param name="address">A URL or a full path.</param>
    /// <param name="options">What is allowed.</param>
    /// <param name="nodes">The hosts of the site's nodes, where no camera is.</param>
    /// <exception cref="FailureException">It is no address, not allowed, or holds credentials.</exception>
    public static void CheckAddress(string address, IngestOptions options, Func<IEnumerable<string>> nodes)
    {
        const string file = "file://";
        var rules = new SiteRules(options, nodes);
        var isFile = address.StartsWith(file, StringComparison.OrdinalIgnoreCase);
        if (isFile || !address.Contains("://", StringComparison.Ordinal))
        {
            var path = isFile ? address[file.Length..] : address;
            if (!Path.IsPathFullyQualified(path))
            {
                throw new InvalidException(
                    $"'{address}' is neither a URL nor a full path. Write rtsp://host/path, or the path from the root.");
            }

            if (path.AsSpan().ContainsAny('*', '?'))
            {
                throw new InvalidException($"'{address}' is a pattern. A camera of a site is one video or one folder of images: name one.");
            }

            rules.Check(path);
            return;
        }

        var source = CameraSource.Parse(address);
        if (source.HasCredentials || Masking.SecretsIn(address).Any())
        {
            throw new InvalidException(
                $"'{Masking.OfAddress(address)}' holds credentials, which are not stored with cameras. Write the address "
                + "without them, and give them to the nodes: in the file of Ingest:CredentialsFile, "
                + $"or in {CameraCredentials.UserVariable} and {CameraCredentials.PasswordVariable}.");
        }

        if (source.Endpoint is var (host, port))
        {
            rules.Check(host, port);
        }
    }

    /// <summary>
    /// A camera of a site, with the credentials that this machine has for it. Looks at files, so it may take as long as those do.
    /// </summary>
    /// <param name="id">Its name.</param>
    /// <param name="address">See <see cref="CheckAddress"/>.</param>
    /// <param name="options">How it is read, and what is allowed.</param>
    /// <param name="nodes">The hosts of the site's nodes, where no camera is; asked with each connection.</param>
    /// <param name="stop">Gives the camera up.</param>
    /// <exception cref="FailureException">The file is not there, the address is not allowed, or the credentials file cannot be
    /// used.</exception>
    public static CameraSpec SiteCamera(
        CameraId id, string address, IngestOptions options, Func<IEnumerable<string>> nodes, CancellationToken stop)
    {
        Validate(options);
        var rules = new SiteRules(options, nodes);
        var credentials = CameraCredentials.Load(
            options.CredentialsFile, Environment.GetEnvironmentVariable,
            Destinations.Parse(options.CredentialsFor, "Ingest:CredentialsFor"));
        return new(id, credentials.Apply(CameraSource.ParseOfSite(address, rules, stop)).KeptSecret(), options)
        {
            Rules = rules,
            EpochsByClock = true
        };
    }

    /// <summary>The actor of one camera; see <see cref="CameraProtocol"/> for what it takes and says.</summary>
    /// <param name="spec">The camera.</param>
    /// <param name="pipeline">Called once, when the actor starts.</param>
    /// <param name="lookInterval">How soon those in view should be looked at again; asked from other threads.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">For what the actor system does not log.</param>
    /// <param name="admission">Shared by the live cameras of this process; none: each hands in its newest frame at once.</param>
    public static Props CameraProps(
        CameraSpec spec, Pipeline pipeline, Func<TimeSpan> lookInterval, TimeProvider time, ILoggerFactory loggers,
        Turnstile? admission = null)
    {
        var reader = new FfmpegFrameReader(loggers.CreateLogger<FfmpegFrameReader>());
        PortCheck check = (host, port) => TcpPortCheck.TryAsync(host, port, spec.Rules);
        return Props.Create(() => new CameraActor(spec, pipeline, lookInterval, reader, time, check, admission));
    }

    private static void Validate(IngestOptions options)
    {
        var errors = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new ValidationContext(options), errors, validateAllProperties: true))
        {
            throw new InvalidException(string.Join(' ', errors.Select(error => error.ErrorMessage)));
        }

        if (options.BackOffMax < options.BackOffMin)
        {
            throw new InvalidException(
                $"BackOffMax ({options.BackOffMax}) is shorter than BackOffMin ({options.BackOffMin}). Make it at least as long.");
        }
    }
}
