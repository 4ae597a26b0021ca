using Analytics.Contracts;
using Analytics.Ingest.Links;

namespace Analytics.Ingest;

/// <summary>
/// Finds the credentials of cameras whose URL holds none: in a netrc file, then in the environment. An entry is for the host that it names,
/// or for the hosts of a network that are written as addresses; what is for all cameras is for those that the operator allows, so that
/// nobody gets them by naming a host of his own.
/// </summary>
internal sealed class CameraCredentials
{
    /// <summary>The variable with the user of all cameras.</summary>
    public const string UserVariable = "ANALYTICS_CAMERA_USER";

    /// <summary>The variable with the password of all cameras.</summary>
    public const string PasswordVariable = "ANALYTICS_CAMERA_PASSWORD";

    private readonly List<(Destinations Hosts, (string User, string Password) Login)> _entries = [];
    private readonly Destinations? _ofDefault;
    private (string User, string Password)? _default;

    private CameraCredentials(Destinations? ofDefault) => _ofDefault = ofDefault;

    /// <summary>Reads the file, when one is named, and the environment.</summary>
    /// <param name="file">The file.</param>
    /// <param name="environment">The value of a variable.</param>
    /// <param name="ofDefault">The hosts that those of all cameras are for; none: any, since the operator himself names them.</param>
    /// <exception cref="FailureException">The file cannot be read or is not in netrc form.</exception>
    public static CameraCredentials Load(string? file, Func<string, string?> environment, Destinations? ofDefault = null)
    {
        var credentials = new CameraCredentials(ofDefault);
        if (environment(UserVariable) is { Length: > 0 } user)
        {
            credentials._default = (user, environment(PasswordVariable) ?? "");
        }

        if (file is not null)
        {
            credentials.Read(file);
        }

        return credentials;
    }

    /// <summary>The source with its credentials.</summary>
    public CameraSource Apply(CameraSource source)
    {
        if (source.HasCredentials || source.Endpoint is not { } endpoint)
        {
            return source;
        }

        var (host, port) = endpoint;
        var address = CameraLink.Literal(host);
        var isOfDefault = _ofDefault?.Contain(host, address, port) ?? true;
        var found = _entries.Where(entry => entry.Hosts.Contain(host, address, port))
            .Select(entry => ((string User, string Password)?)entry.Login).FirstOrDefault()
            ?? (isOfDefault ? _default : null);
        return found is var (user, password) ? source.WithCredentials(user, password) : source;
    }

    private void Read(string file)
    {
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidException(
                $"The credentials file '{file}' cannot be read: {exception.Message} Check its path and permissions.");
        }

        var words = new Queue<string>(text.Split('\n')
            .Where(line => !line.TrimStart().StartsWith('#'))
            .SelectMany(line => line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries)));
        while (words.TryDequeue(out var word))
        {
            var host = word switch
            {
                "machine" when words.Count > 0 => words.Dequeue(),
                "default" => null,
                _ => throw Malformed(file),
            };
            ReadEntry(file, host, words);
        }
    }

    private void ReadEntry(string file, string? host, Queue<string> words)
    {
        string? user = null, password = null;
        while (words.TryPeek(out var key) && key is "login" or "password" or "account")
        {
            words.Dequeue();
            if (!words.TryDequeue(out var value))
            {
                throw Malformed(file);
            }

            user = key == "login" ? value : user;
            password = key == "password" ? value : password;
        }

        if (user is null)
        {
            throw Malformed(file);
        }

        if (host is null)
        {
            _default = (user, password ?? "");
        }
        else
        {
            _entries.Add((Destinations.Parse([host], $"'{file}'"), (user, password ?? "")));
        }
    }

    private static InvalidException Malformed(string file) => new(
        $"The credentials file '{file}' is not in netrc form. Write one line per camera: machine HOST login USER password PASSWORD.");
}
