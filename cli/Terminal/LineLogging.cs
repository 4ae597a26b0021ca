using Microsoft.Extensions.Logging;

namespace Analytics.Cli.Terminal;

/// <summary>How the parts of a run log.</summary>
public static class LineLogging
{
    /// <summary>
    /// One line per event on <paramref name="error"/>; from debug on when <paramref name="verbose"/>, else from information on.
    /// </summary>
    public static ILoggingBuilder AddLines(this ILoggingBuilder logging, StandardError error, TimeProvider time, bool verbose)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(verbose ? LogLevel.Debug : LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("System", LogLevel.Warning);
        logging.AddFilter("Akka", LogLevel.Warning);
#pragma warning disable CA2000 // The logger factory disposes its providers.
        return logging.AddProvider(new LineLoggerProvider(error, time, verbose));
#pragma warning restore CA2000
    }
}
