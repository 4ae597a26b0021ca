using System.Buffers;
using System.Globalization;
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
    /// Appends to the file <paramref name="target"/>, or writes to standard output for <c>-</c>. Half a line at the end of the file is cut back.
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
            throw new UnavailableException($"alerts cannot be written to '{target}': {exception.Message} Name a file in a folder that can be written to, or '-'.");
        }
    }

    /// <summary>
    /// Writes one line; <paramref name="snapshot"/> is the path of the alert's picture, or none. False once the reader of a pipe has
    /// gone: nobody wants more, so the run ends without an error, as <c>analytics … | head</c> expects.
    /// </summary>
    /// <exception cref="IOException">The line could not be written for another reason, for example a full disk; nothing of it was.</exception>
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
            WriteObject(_json, alert, snapshot);
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

    private static void WriteObject(Utf8JsonWriter json, Alert alert, string? snapshot)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, alert.Id);
        json.WriteString("state"u8, Text(alert.State));
        json.WriteString("person"u8, alert.Name);
        json.WriteString("personId"u8, alert.Person.Value);
        WriteAlike(json, alert.IndistinguishableFrom);
        json.WriteString("camera"u8, alert.Camera.Value);
        json.WriteNumber("track"u8, alert.Track.Value);
        json.WriteString("firstSeen"u8, Utc(alert.FirstSeen));
        json.WriteString("lastSeen"u8, Utc(alert.LastSeen));
        Number(json, "firstMediaTime"u8, alert.FirstMediaTime.TotalSeconds, "0.000");
        Number(json, "lastMediaTime"u8, alert.LastMediaTime.TotalSeconds, "0.000");
        Number(json, "similarity"u8, alert.Similarity.Value, "0.000");
        Number(json, "margin"u8, alert.Margin, "0.000");
        if (alert.FalseMatchRate is { } rate)
        {
            Number(json, "fmr"u8, rate, "0.##E+0");
            Number(json, "score"u8, alert.Score ?? 0, "0.0");
        }

        if (alert.FalseMatchLimits is { } limits)
        {
            Number(json, "fmrLower"u8, limits.Lower, "0.##E+0");
            Number(json, "fmrUpper"u8, limits.Upper, "0.##E+0");
            json.WriteBoolean("fmrExtrapolated"u8, limits.Extrapolated);
            json.WriteBoolean("fmrAtFloor"u8, limits.AtFloor);
        }

        if (alert.GalleryFalseMatchRate is { } any)
        {
            Number(json, "galleryFmr"u8, any, "0.##E+0");
        }

        json.WriteNumber("crops"u8, alert.Crops);
        WriteEvidence(json, alert.Evidence);
        Number(json, "quality"u8, alert.Quality.Score, "0.000");
        json.WriteStartArray("box"u8);
        foreach (var side in (ReadOnlySpan<float>)[alert.Box.X, alert.Box.Y, alert.Box.Width, alert.Box.Height])
        {
            json.WriteRawValue(side.ToString("0.0", CultureInfo.InvariantCulture));
        }

        json.WriteEndArray();
        if (snapshot is null)
        {
            json.WriteNull("snapshot"u8);
        }
        else
        {
            json.WriteString("snapshot"u8, snapshot);
        }

        json.WriteEndObject();
    }

    private static void WriteAlike(Utf8JsonWriter json, IReadOnlyList<AlikePerson> others)
    {
        if (others.Count == 0)
        {
            return;
        }

        json.WriteStartArray("indistinguishableFrom"u8);
        foreach (var other in others)
        {
            json.WriteStartObject();
            json.WriteString("person"u8, other.Name);
            json.WriteString("personId"u8, other.Person.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteEvidence(Utf8JsonWriter json, IReadOnlyList<AlertCrop> crops)
    {
        if (crops.Count == 0)
        {
            return;
        }

        json.WriteStartArray("evidence"u8);
        foreach (var crop in crops)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, crop.Observation);
            Number(json, "mediaTime"u8, crop.MediaTime.TotalSeconds, "0.000");
            json.WriteString("at"u8, Utc(crop.At));
            Number(json, "similarity"u8, crop.Similarity.Value, "0.000");
            Number(json, "quality"u8, crop.Quality, "0.000");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Text(AlertState state) => state switch
    {
        AlertState.Early => "early",
        AlertState.Confirmed => "confirmed",
        AlertState.Closed => "closed",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "An alert is early, confirmed or closed."),
    };

    private static string Utc(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static void Number(Utf8JsonWriter json, ReadOnlySpan<byte> name, double value, string format)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value.ToString(format, CultureInfo.InvariantCulture));
    }
}
