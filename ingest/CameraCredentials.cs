using Analytics.Contracts;

namespace Analytics.Ingest;

/// <summary>Finds the credentials of cameras whose URL holds none: in a netrc file, then in the environment.</summary>
internal sealed class CameraCredentials
{
    /// <summary>The variable with the user of all cameras.</summary>
    public const string UserVariable = "ANALYTICS_CAMERA_USER";

    /// <summary>The variable with the password of all cameras.</summary>
    public const string PasswordVariable = "ANALYTICS_CAMERA_PASSWORD";

    private readonly Dictionary<string, (string User, string Password)> _byHost = new(StringComparer.OrdinalIgnoreCase);
    private (string User, string Password)? _default;

    /// <summary>Reads the file, when one is named, and the environment.</summary>
    /// <exception cref="UserErrorException">The file cannot be read or is not in netrc form.</exception>
    public static CameraCredentials Load(string? file, Func<string, string?> environment)
    {
        var credentials = new CameraCredentials();
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

        return _byHost.TryGetValue(endpoint.Host, out var found) || TryDefault(out found)
            ? source.WithCredentials(found.User, found.Password)
            : source;
    }

    private bool TryDefault(out (string User, string Password) found)
    {
        found = _default.GetValueOrDefault();
        return _default is not null;
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
            throw new UserErrorException($"The credentials file '{file}' cannot be read: {exception.Message} Check path and permissions.");
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
            _byHost[host] = (user, password ?? "");
        }
    }

    private static UserErrorException Malformed(string file) => new(
        $"The credentials file '{file}' is not in netrc form. Write one line per camera: machine HOST login USER password PASSWORD.");
}
