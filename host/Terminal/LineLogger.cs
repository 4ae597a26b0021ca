using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Analytics.Host.Terminal;

/// <summary>Writes each log event as one line to standard error: time (UTC), level, category, message.</summary>
public sealed class LineLoggerProvider(StandardError error, TimeProvider time) : ILoggerProvider
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new LineLogger(Short(categoryName), error, time);

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

    private sealed class LineLogger(string category, StandardError error, TimeProvider time) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var message = formatter(state, exception).ReplaceLineEndings(" ");
            var cause = exception is null ? "" : $" ({exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")})";
            error.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{time.GetUtcNow().UtcDateTime:HH:mm:ss.fff} {Level(logLevel)} {category}: {message}{cause}"));
        }

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
