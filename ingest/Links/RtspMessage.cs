using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Analytics.Ingest.Links;

/// <summary>
/// A request or an answer of RTSP (RFC 2326), its headers in their order. A decoder reads more leniently than this: whatever the two could
/// understand differently is refused.
/// </summary>
internal sealed partial class RtspMessage
{
    private const string BodyLength = "Content-Length";

    private readonly List<(string Name, string Value)> _headers = [];
    private readonly byte[] _body;

    private RtspMessage(string start, byte[] body) => (Start, _body) = (start, body);

    /// <summary>The first line.</summary>
    public string Start { get; set; }

    /// <summary>Whether it is an answer.</summary>
    public bool IsAnswer => Start.StartsWith("RTSP/", StringComparison.Ordinal);

    /// <summary>The status of an answer; 0: it states none.</summary>
    public int Status =>
        Start.Split(' ') is [_, var code, ..] && int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            ? status : 0;

    /// <summary>The method of a request.</summary>
    public string Method => Start.Split(' ')[0];

    /// <summary>The URL of a request.</summary>
    public string Url
    {
        get => Start.Split(' ') is [_, var url, ..] ? url : "";
        set => Start = Start.Split(' ') is [var method, _, .. var rest] ? $"{method} {value} {string.Join(' ', rest)}" : Start;
    }

    /// <summary>The first value of a header; setting null takes it away.</summary>
    public string? this[string name]
    {
        get => All(name).FirstOrDefault();
        set
        {
            _headers.RemoveAll(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (value is not null)
            {
                _headers.Add((name, value));
            }
        }
    }

    /// <summary>All values of a header.</summary>
    public IEnumerable<string> All(string name) =>
        _headers.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value);

    /// <summary>Reads a message; null while it has not come whole.</summary>
    /// <param name="bytes">What has come.</param>
    /// <param name="length">Its length.</param>
    /// <exception cref="InvalidDataException">It is no message of RTSP.</exception>
    public static RtspMessage? TryParse(ReadOnlySpan<byte> bytes, out int length)
    {
        length = 0;
        var end = bytes.IndexOf("\r\n\r\n"u8) is var strict and >= 0 ? strict + 4 : bytes.IndexOf("\n\n"u8) is var loose and >= 0
            ? loose + 2 : -1;
        if (end < 0)
        {
            return null;
        }

        var lines = Encoding.Latin1.GetString(bytes[..end]).Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        if (!FirstLine().IsMatch(lines[0]) || lines.Any(line => line.Any(letter => char.IsControl(letter) && letter != '\t')))
        {
            throw new InvalidDataException("It does not send RTSP.");
        }

        var headers = lines.Skip(1).Select(line => line.Split(':', 2)).Where(parts => parts.Length == 2)
            .Select(parts => (Name: parts[0].Trim(), Value: parts[1].Trim())).ToList();
        var lengths = headers.Where(header => header.Name.Equals(BodyLength, StringComparison.OrdinalIgnoreCase))
            .Select(header => header.Value).Distinct().ToList();
        var body = 0;
        if (lengths.Count > 1
            || (lengths is [var stated] && !int.TryParse(stated, NumberStyles.None, CultureInfo.InvariantCulture, out body)))
        {
            throw new InvalidDataException("An RTSP message lacks its length.");
        }

        if (bytes.Length - end < body)
        {
            return null;
        }

        var message = new RtspMessage(lines[0], bytes.Slice(end, body).ToArray());
        message._headers.AddRange(headers);
        message[BodyLength] = body > 0 ? body.ToString(CultureInfo.InvariantCulture) : null;
        length = end + body;
        return message;
    }

    /// <summary>The message as it is sent.</summary>
    public byte[] ToBytes()
    {
        var head = new StringBuilder(Start).Append("\r\n");
        foreach (var (name, value) in _headers)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        return [.. Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), .. _body];
    }

    [GeneratedRegex(@"^(?:RTSP/1\.[01] [0-9]{3}(?: .*)?|[A-Z_]+ \S+ RTSP/1\.[01])$", RegexOptions.CultureInvariant)]
    private static partial Regex FirstLine();
}
