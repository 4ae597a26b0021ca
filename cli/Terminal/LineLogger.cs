using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Analytics.Cli.Terminal;

/// <summary>Writes each log event as one line to standard error: time (UTC), level, category, message.</summary>
public sealed partial class LineLoggerProvider(StandardError error, TimeProvider time, bool verbose = false) : ILoggerProvider
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new LineLogger(Short(categoryName), error, time, verbose);

    /// <inheritdoc/>
    public void Dispose()
    {
        // Standard error belongs to the process.
    }

    // `Analytics.Ingest.CameraActor` is `CameraActor`; type arguments and paths of actors add nothing for a reader.
    private static string Short(string category)
    {
        var name = category.Split('`', '[', '<')[0].TrimEnd('.', '/');
        return name[(name.LastIndexOfAny(['.', '/']) + 1)..];
    }

    private sealed partial class LineLogger(string category, StandardError error, TimeProvider time, bool verbose) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var (source, message) = (category, formatter(state, exception).ReplaceLineEndings(" "));
            if (AkkaPrefix().Match(message) is { Success: true, Groups: var parts } prefix)
            {
                if (!verbose && Chatter().IsMatch(parts[1].ValueSpan))
                {
                    return;
                }

                (source, message) = (Short(parts[1].Value.Split(' ', '(')[0]), message[prefix.Length..]);
            }

            var cause = exception is null ? "" : $" ({exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")})";
            error.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{time.GetUtcNow().UtcDateTime:HH:mm:ss.fff} {Level(logLevel)} {source}: {message}{cause}"));
        }

        // What Akka logs has level, time and thread in its text, and the path of the actor.
        [GeneratedRegex(@"^\[[A-Z]+\]\[[^\]]+\]\[Thread \d+\]\[([^\]]*)\] ")]
        private static partial Regex AkkaPrefix();

        // What remoting and sharding say while nodes come and go; who does is logged in a line each.
        [GeneratedRegex("remoting|endpointManager|/system/transports|PhiAccrualFailureDetector|/system/sharding|/system/cluster/core")]
        private static partial Regex Chatter();

        private static string Level(LogLevel level) => level switch
        {
            LogLevel.Trace => "trace",
            LogLevel.Debug => "debug",
            LogLevel.Information => "info ",
            LogLevel.Warning => "warn ",
            _ => "error",
        };
    }
}
