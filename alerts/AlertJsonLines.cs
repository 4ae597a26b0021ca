using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Analytics.Contracts;

namespace Analytics.Alerts;

/// <summary>Writes alerts as JSON, one object a line, each flushed at once.</summary>
public sealed class AlertJsonLines : IDisposable
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Lock _gate = new();
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly ILineOutput _output;
    private readonly Utf8JsonWriter _json;
    private bool _readerGone;

    /// <summary>Writes to <paramref name="stream"/> and closes it in the end.</summary>
    public AlertJsonLines(Stream stream)
        : this(new LineStream(stream))
    {
    }

    internal AlertJsonLines(ILineOutput output)
    {
        _output = output;
        _json = new(_line, Compact);
    }

    /// <summary>
    /// Appends to the file <paramref name="target"/>, or writes to standard output for <c>-</c>. Half a line at the end of the file is cut
    /// back.
    /// </summary>
    /// <exception cref="FailureException">The file cannot be opened, or is none of alerts.</exception>
    public static AlertJsonLines Open(string target)
    {
        if (target == "-")
        {
#pragma warning disable CA2000 // It is disposed with the result.
            return new(new StandardOutput());
#pragma warning restore CA2000
        }

        try
        {
            var full = Path.GetFullPath(target);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            return new(new LineFile(full, new DiskAppendFiles()));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UnavailableException(
                $"alerts cannot be written to '{target}': {exception.Message} Name a file in a folder that can be written to, or '-'.");
        }
    }

    /// <summary>
    /// Writes one line; <paramref name="snapshot"/> is the path of the alert's picture, or none. False once the reader of a pipe has
    /// gone: nobody wants more, so the run ends without an error, as <c>analytics … | head</c> expects.
    /// </summary>
    /// <exception cref="IOException">The line could not be written for another reason, for example a full disk; nothing of it
    /// was.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be written to any more.</exception>
    public bool Write(Alert alert, string? snapshot)
    {
        lock (_gate)
        {
            if (_readerGone)
            {
                return false;
            }

            _line.ResetWrittenCount();
            _json.Reset();
            JsonSerializer.Serialize(_json, AlertView.Of(alert, snapshot), AlertJson.Default.AlertView);
            _json.Flush();
            _line.Write("\n"u8);
            using var span = AlertTelemetry.Source.StartActivity("alert.write");
            span?.SetTag("camera", alert.Camera.Value);
            try
            {
                _output.Append(_line.WrittenSpan);
                AlertTelemetry.Written.Add(1, KeyValuePair.Create<string, object?>("state", Text(alert.State)));
                return true;
            }
            catch (IOException exception) when (exception.HResult == StandardOutput.BrokenPipe)
            {
                _readerGone = true;
                return false;
            }
        }
    }

    /// <summary>Opens the file by its name again: log rotation has moved the old one away. Standard output stays as it is.</summary>
    /// <exception cref="IOException">It cannot be opened; the next line tries again.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be opened; the next line tries again.</exception>
    public void Reopen()
    {
        lock (_gate)
        {
            _output.Reopen();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _json.Dispose();
        _output.Dispose();
    }

    private static string Text(AlertState state) => state switch
    {
        AlertState.Early => "early",
        AlertState.Confirmed => "confirmed",
        AlertState.Closed => "closed",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "An alert is early, confirmed or closed."),
    };
}
