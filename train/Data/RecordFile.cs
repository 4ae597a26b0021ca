using System.Buffers.Binary;
using System.Globalization;
using Analytics.Contracts;
using Microsoft.Win32.SafeHandles;

namespace Analytics.Train.Data;

/// <summary>
/// The RecordIO of MXNet in which InsightFace keeps its training sets: <c>train.rec</c>, where <c>train.idx</c> says where each record
/// begins. A record is a magic number, a length, a header (flag, label, two ids; as many more labels as the flag says) and a picture.
/// The first record of InsightFace's files says how many pictures there are.
/// </summary>
internal sealed class RecordFile : IPictures, IDisposable
{
    private const uint Magic = 0xced7230a;
    private const int HeaderBytes = 24;

    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly List<long> _offsets;
    private readonly List<int> _people;

    private RecordFile(string path, SafeFileHandle file, List<long> offsets)
    {
        (_path, _file, _offsets) = (path, file, offsets);
        var numbers = new Dictionary<int, int>();
        _people = new List<int>(offsets.Count);
        foreach (var offset in offsets)
        {
            var label = (int)BitConverter.Int32BitsToSingle((int)Header(offset).Label);
            numbers.TryAdd(label, numbers.Count);
            _people.Add(numbers[label]);
        }
    }

    /// <inheritdoc/>
    public int Count => _offsets.Count;

    /// <inheritdoc/>
    public IReadOnlyList<int> People => _people;

    /// <inheritdoc/>
    public IEnumerable<string> Marks =>
        [string.Create(
            CultureInfo.InvariantCulture,
            $"{Path.GetFullPath(_path)} {RandomAccess.GetLength(_file)} {File.GetLastWriteTimeUtc(_path).Ticks}")];

    /// <inheritdoc/>
    public string Name(int index) => string.Create(CultureInfo.InvariantCulture, $"{_path}, picture {index + 1}");

    /// <inheritdoc/>
    public byte[] Read(int index)
    {
        var (length, flag, _) = Header(_offsets[index]);
        var skip = HeaderBytes + 4 * (int)flag;
        var picture = new byte[length - skip];
        var read = RandomAccess.Read(_file, picture, _offsets[index] + 8 + skip);
        return read == picture.Length ? picture : throw Broken(_path, $"{Name(index)} is cut off");
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>Opens <paramref name="path"/>, a <c>.rec</c>, and the <c>.idx</c> beside it.</summary>
    /// <exception cref="FailureException">One of them is missing or not of this form.</exception>
    public static RecordFile Open(string path)
    {
        var index = Path.ChangeExtension(path, ".idx");
        if (!File.Exists(path) || !File.Exists(index))
        {
            throw new NotFoundException(
                $"'{(File.Exists(path) ? index : path)}' is missing: a RecordIO consists of a .rec and the .idx beside it.");
        }

        var offsets = new SortedDictionary<long, long>();
        foreach (var line in File.ReadLines(index))
        {
            var parts = line.Split('\t');
            if (parts.Length != 2 || !long.TryParse(parts[0], CultureInfo.InvariantCulture, out var key)
                || !long.TryParse(parts[1], CultureInfo.InvariantCulture, out var offset))
            {
                throw Broken(index, $"'{line}' is not a number, a tab and a number");
            }

            offsets[key] = offset;
        }

        var file = File.OpenHandle(path);
        var whole = new RecordFile(path, file, []);
        var pictures = offsets.Values.ToList();
        if (offsets.TryGetValue(0, out var first) && whole.Header(first) is { Flag: > 0 } header)
        {
            // The labels of record 0: one more than the last picture's number, then the end of the records of people.
            var end = whole.Label(first, header.Length);
            pictures = [.. offsets.Where(entry => entry.Key > 0 && entry.Key < end).Select(entry => entry.Value)];
        }

        return pictures.Count > 0 ? new RecordFile(path, file, pictures) : throw Broken(path, "it holds no picture");
    }

    private (int Length, uint Flag, uint Label) Header(long offset)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (RandomAccess.Read(_file, bytes, offset) < bytes.Length || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic)
        {
            throw Broken(_path, $"there is no record at byte {offset}");
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        if (length >> 29 != 0)
        {
            throw Broken(_path, $"the record at byte {offset} is in parts, which is not read here");
        }

        var flag = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        var label = flag == 0 ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..])
            : (uint)BitConverter.SingleToInt32Bits(Label(offset, (int)length));
        return ((int)length, flag, label);
    }

    private float Label(long offset, int length)
    {
        Span<byte> bytes = stackalloc byte[4];
        return length >= HeaderBytes + 4 && RandomAccess.Read(_file, bytes, offset + 8 + HeaderBytes) == bytes.Length
            ? BinaryPrimitives.ReadSingleLittleEndian(bytes)
            : throw Broken(_path, $"the record at byte {offset} has no label");
    }

    private static InvalidException Broken(string path, string how) =>
        new($"'{path}' is not a RecordIO of InsightFace: {how}. Download or write it again.");
}
