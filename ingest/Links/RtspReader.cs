using System.Buffers.Binary;

namespace Analytics.Ingest.Links;

/// <summary>
/// Takes a connection of RTSP apart into messages and what lies between them: the media, in frames of a dollar sign, a channel and a length
/// (RFC 2326, 10.12), of which nothing else is read.
/// </summary>
internal sealed class RtspReader(Stream stream)
{
    private const int Longest = 64 * 1024; // of a message: a description of a stream has a few kB
    private const byte Dollar = (byte)'$';
    private readonly byte[] _buffer = new byte[Longest];
    private int _from;
    private int _to;
    private int _rest; // bytes of a frame that are still to come

    /// <summary>
    /// The next message, or the next bytes of media, which are valid until the next call; neither: the connection has ended.
    /// </summary>
    /// <exception cref="InvalidDataException">A message is too long.</exception>
    public async ValueTask<(RtspMessage? Message, ReadOnlyMemory<byte> Media)> ReadAsync(CancellationToken stop)
    {
        while (true)
        {
            if (TakeMedia() is { Length: > 0 } media)
            {
                return (null, media);
            }

            if (_from < _to && _rest == 0 && _buffer[_from] != Dollar
                && RtspMessage.TryParse(_buffer.AsSpan(_from, _to - _from), out var length) is { } message)
            {
                _from += length;
                return (message, default);
            }

            _buffer.AsSpan(_from, _to - _from).CopyTo(_buffer);
            (_from, _to) = (0, _to - _from);
            if (_to == _buffer.Length)
            {
                throw new InvalidDataException($"An RTSP message is larger than {Longest / 1024} kB.");
            }

            var read = await stream.ReadAsync(_buffer.AsMemory(_to), stop);
            if (read == 0)
            {
                return (null, default);
            }

            _to += read;
        }
    }

    private ReadOnlyMemory<byte> TakeMedia()
    {
        // What is of no frame and no message is dropped: the decoder would look for a message in it.
        while (_rest == 0 && _from < _to && _buffer[_from] != Dollar && !char.IsAsciiLetter((char)_buffer[_from]))
        {
            _from++;
        }

        var at = _from;
        while (at < _to)
        {
            if (_rest > 0)
            {
                var part = Math.Min(_rest, _to - at);
                (at, _rest) = (at + part, _rest - part);
            }
            else if (_buffer[at] == Dollar && _to - at >= 4)
            {
                _rest = 4 + BinaryPrimitives.ReadUInt16BigEndian(_buffer.AsSpan(at + 2));
            }
            else
            {
                break;
            }
        }

        var media = _buffer.AsMemory(_from, at - _from);
        _from = at;
        return media;
    }
}
