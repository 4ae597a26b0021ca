using Analytics.Contracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;

namespace Analytics.Cli.Configuration;

/// <summary>One source of settings. Later layers win over earlier ones, key by key; a list is replaced as a whole.</summary>
/// <param name="Values">The settings by key (<c>Section:Name</c>).</param>
/// <param name="Origin">Where a key of this layer was written, for people.</param>
public sealed record ConfigurationLayer(IReadOnlyDictionary<string, string?> Values, Func<string, string> Origin)
{
    /// <summary>What the names of environment variables begin with: <c>ANALYTICS__Section__Name</c>.</summary>
    public const string EnvironmentPrefix = "ANALYTICS__";

    /// <summary>A JSON file; comments and trailing commas are allowed.</summary>
    /// <exception cref="FailureException">The file is not there, not readable or not JSON.</exception>
    public static ConfigurationLayer FromFile(string path)
    {
        var full = Path.GetFullPath(path);
        if (!File.Exists(full))
        {
            throw new NotFoundException(
                $"configuration file '{path}' does not exist. Check the path given to --config, or leave it out to run with the defaults.");
        }

        try
        {
            using var file = File.OpenRead(full);
            var root = new ConfigurationBuilder().Add(new JsonStreamConfigurationSource { Stream = file }).Build();
            return new(Leaves(root), _ => path);
        }
        catch (Exception exception) when (exception is FormatException or System.Text.Json.JsonException or InvalidDataException)
        {
            var detail = (exception.InnerException ?? exception).Message;
            throw new InvalidException(
                $"configuration file '{path}' is not valid JSON: {detail.TrimEnd('.')}. Comments and trailing commas are allowed.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidException($"configuration file '{path}' cannot be read: {exception.Message}");
        }
    }

    /// <summary>The variables that begin with <see cref="EnvironmentPrefix"/>.</summary>
    public static ConfigurationLayer FromEnvironment(IReadOnlyDictionary<string, string?> environment)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in environment)
        {
            if (name.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase))
            {
                var key = name[EnvironmentPrefix.Length..].Replace("__", ":", StringComparison.Ordinal);
                values[key] = value;
                names[key] = name;
            }
        }

        return new(values, key => $"environment variable {names[key]}");
    }

    /// <summary>Settings of the command line, <c>Section:Name=value</c>.</summary>
    /// <exception cref="FailureException">An entry has no <c>=</c>.</exception>
    public static ConfigurationLayer FromCommandLine(IEnumerable<string> settings)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var setting in settings)
        {
            var at = setting.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                throw new InvalidException(
                    $"--set {setting}: write it as Section:Name=value, for example --set Telemetry:MetricsInterval=30s.");
            }

            values[setting[..at].Trim()] = setting[(at + 1)..];
        }

        return new(values, key => $"--set {key}");
    }

    private static Dictionary<string, string?> Leaves(IConfigurationRoot root)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        Collect(root);
        return values;

        void Collect(IConfiguration parent)
        {
            foreach (var child in parent.GetChildren())
            {
                if (child.GetChildren().Any())
                {
                    Collect(child);
                }
                else
                {
                    values[child.Path] = child.Value;
                }
            }
        }
    }
}
