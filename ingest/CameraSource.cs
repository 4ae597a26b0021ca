using Analytics.Contracts;
using Analytics.Ingest.Links;
using Analytics.Runtime.Files;

namespace Analytics.Ingest;

/// <summary>What kind of source a camera's pictures come from.</summary>
public enum CameraSourceKind
{
    /// <summary>rtsp:// or rtsps://.</summary>
    RtspStream,

    /// <summary>http:// or https://.</summary>
    HttpStream,

    /// <summary>A video file.</summary>
    VideoFile,

    /// <summary>Images: a folder, a glob, or a single one.</summary>
    ImageFolder,
}

/// <summary>
/// Where a camera's pictures come from. It knows the credentials and shows them to nobody: <see cref="ToString"/> masks them, and the
/// decoder gets them through a pipe, so that they stand in no list of processes.
/// </summary>
public sealed class CameraSource
{
    private readonly CameraUrl? _url;
    private readonly string _shown;

    private CameraSource(CameraSourceKind kind, CameraUrl? url, IReadOnlyList<string> files, string shown, string defaultId)
    {
        Kind = kind;
        _url = url;
        Files = files;
        _shown = shown;
        DefaultId = new CameraId(defaultId);
    }

    /// <summary>The kind.</summary>
    public CameraSourceKind Kind { get; }

    /// <summary>Whether it is a stream that never ends by itself.</summary>
    public bool IsLive => Kind is CameraSourceKind.RtspStream or CameraSourceKind.HttpStream;

    /// <summary>A name made of the source: the file's name without extension, or host and path. Need not be unique.</summary>
    public CameraId DefaultId { get; }

    /// <summary>The host and port for the port check; none for files.</summary>
    internal (string Host, int Port)? Endpoint => _url is null ? null : (_url.Host.Trim('[', ']'), _url.Port);

    /// <summary>The address of a stream; none for files.</summary>
    internal CameraUrl? Url => _url;

    /// <summary>Whether a user is known.</summary>
    internal bool HasCredentials => _url?.User is not null;

    /// <summary>The URL with its credentials, for the decoder alone; none for files.</summary>
    internal string? SecretUrl => _url?.Full;

    /// <summary>Full paths: one of a video, the images in natural order, none of a stream.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>What of a folder of images was left out, as a sentence; none where nothing was.</summary>
    internal string? LeftOut { get; private init; }

    /// <summary>Recognises a URL, a path or a glob.</summary>
    /// <exception cref="FailureException">The scheme is unknown, or the file, folder or match does not exist.</exception>
    public static CameraSource Parse(string text)
    {
        if (text.Length == 0 || text.Any(char.IsControl))
        {
            throw new InvalidException("A source is empty or holds control characters. Name a URL, a file, a folder or a glob.");
        }

        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        return scheme < 0 ? ParsePath(text) : text[..scheme].ToLowerInvariant() switch
        {
            "rtsp" or "rtsps" => OfUrl(CameraSourceKind.RtspStream, CameraUrl.Parse(text)),
            "http" or "https" => OfUrl(CameraSourceKind.HttpStream, CameraUrl.Parse(text)),
            "file" => ParsePath(text[(scheme + 3)..]),
            var other => throw new InvalidException(
                $"'{Masking.OfAddress(text)}': the scheme '{Masking.Apply(other)}' is not supported. "
                + "Use rtsp, rtsps, http or https, or the path of a file."),
        };
    }

    /// <summary>
    /// Recognises what a camera of a site may be: a URL whose host may be one, or a file or folder that may be read, and no glob.
    /// </summary>
    /// <param name="text">A URL or a full path.</param>
    /// <param name="rules">What is allowed.</param>
    /// <param name="stop">Ends the look into a folder.</param>
    /// <exception cref="FailureException">It is not allowed, or cannot be used.</exception>
    internal static CameraSource ParseOfSite(string text, SiteRules rules, CancellationToken stop)
    {
        const string file = "file://";
        if (text.Contains("://", StringComparison.Ordinal) && !text.StartsWith(file, StringComparison.OrdinalIgnoreCase))
        {
            var source = Parse(text);
            rules.Check(source._url!.Host.Trim('[', ']'), source._url.Port);
            return source;
        }

        var path = text.StartsWith(file, StringComparison.OrdinalIgnoreCase) ? text[file.Length..] : text;
        var real = rules.Check(path);
        return Reading(path, () => FindOne(real, path, stop)?.Within(rules)
            ?? throw new NotFoundException($"'{path}' does not exist. Name an existing video or folder of images."));
    }

    // A link in a folder may lead out of it.
    private CameraSource Within(SiteRules rules)
    {
        var files = Files.Where(file => rules.Allow(file)).ToList();
        return files.Count == Files.Count ? this
            : files.Count == 0 ? throw new InvalidException(
                $"'{_shown}' holds only links out of Ingest:FileFolders. Name a folder of images.")
            : OfImages(files, _shown, $"{LeftOut} Skipped links out of Ingest:FileFolders: {Files.Count - files.Count}.".TrimStart());
    }

    /// <summary>The same source with credentials, for one whose URL holds none.</summary>
    internal CameraSource WithCredentials(string user, string password) =>
        OfUrl(Kind, _url! with { User = user, Password = password });

    /// <summary>Text about this source without its credentials.</summary>
    internal string MaskIn(string text) => Masking.Apply(text, _url?.Secrets ?? []);

    /// <summary>From now on its secrets are masked in everything that the process writes.</summary>
    internal CameraSource KeptSecret()
    {
        Masking.Remember(_url?.User is null ? null : _url.Full);
        Masking.Remember(_url?.Password);
        return this;
    }

    /// <summary>The source without credentials, for logs and screens.</summary>
    public override string ToString() => _shown;

    private static CameraSource OfUrl(CameraSourceKind kind, CameraUrl url)
    {
        var shown = url.ToString();
        var path = Masking.OfAddress(url.PathAndQuery).Split('?', '#', '=')[0];
        return new CameraSource(kind, url, [], shown, Identifier(url.Host + path));
    }

    private static CameraSource ParsePath(string text) =>
        Reading(text, () => FindOne(text, text, CancellationToken.None) ?? FindSeveral(text));

    private static CameraSource Reading(string text, Func<CameraSource> find)
    {
        try
        {
            return find();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidException(
                $"'{text}' cannot be read: {exception.Message.TrimEnd('.')}. Check the permissions of the folder and its parents.");
        }
    }

    private static CameraSource? FindOne(string path, string text, CancellationToken stop)
    {
        if (Directory.Exists(path))
        {
            var entries = new FolderEntries();
            var images = ImageFiles.InFolder(path, entries, stop);
            return images.Count > 0
                ? OfImages(images, text, entries.LeftOut)
                : throw new InvalidException(
                    $"Folder '{text}' holds no image (JPEG, PNG or WebP). Name a folder of images. {entries.LeftOut}".TrimEnd());
        }

        return !File.Exists(path) ? null
            : ImageFiles.IsImage(path) ? OfImages([Path.GetFullPath(path)], text, null)
            : new CameraSource(
                CameraSourceKind.VideoFile, null, [Path.GetFullPath(path)], text, Identifier(Path.GetFileNameWithoutExtension(text)));
    }

    private static CameraSource FindSeveral(string text)
    {
        if (text.AsSpan().ContainsAny('*', '?'))
        {
            var entries = new FolderEntries();
            var images = ImageFiles.Matching(text, entries);
            return images.Count > 0
                ? OfImages(images, text, entries.LeftOut)
                : throw new InvalidException($"No file matches '{text}'. Check the folder and the pattern.");
        }

        throw new NotFoundException(
            $"'{text}' does not exist. Name an existing video file, a folder of images, a glob such as 'photos/*.jpg', or the URL of a "
            + "camera (rtsp://host/path).");
    }

    private static CameraSource OfImages(IReadOnlyList<string> images, string text, string? leftOut) =>
        new(CameraSourceKind.ImageFolder, null, images, text,
            Identifier(Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(text))))
        { LeftOut = leftOut };

    /// <summary>Letters, digits, dots and dashes only: the name serves in file names and metric tags.</summary>
    private static string Identifier(string text)
    {
        var cleaned = string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' ? c : '-'));
        while (cleaned.Contains("--", StringComparison.Ordinal))
        {
            cleaned = cleaned.Replace("--", "-", StringComparison.Ordinal);
        }

        cleaned = cleaned.Trim('-', '.');
        return cleaned.Length == 0 ? "camera" : cleaned;
    }
}
