using System.Globalization;
using Analytics.Contracts;
using Analytics.Contracts.Wire;

namespace Analytics.Benchmarks.Bus;

/// <summary>
/// Observations of many cameras: templates are random directions, crops are random bytes, which compress no better than a JPEG.
/// </summary>
internal sealed class BusEvents
{
    private const int Cameras = 64;
    private const int Kinds = 4096;
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 8, 0, 0, TimeSpan.Zero);
    private readonly FaceObserved[] _observed;

    private BusEvents(int components, int crop)
    {
        var dice = new Random(1);
        _observed = [.. Enumerable.Range(0, Kinds).Select(number => New(number, components, crop, dice))];
    }

    /// <summary>Observations with so many components, and a crop that fills a message up to so many bytes.</summary>
    public static BusEvents OfSize(int components, int bytes)
    {
        var bare = new BusEvents(components, 0).MeanBytes;
        return new(components, bytes - (int)Math.Ceiling(bare) - 3);
    }

    /// <summary>Observations with so many components and a crop of so many bytes.</summary>
    public static BusEvents WithCrop(int components, int bytes) => new(components, bytes);

    /// <summary>An observation with the longest template and the largest crop that are read.</summary>
    public static FaceObserved Largest { get; } = New(0, EventDecoder.LongestTemplate, EventDecoder.LargestCrop, new Random(1));

    /// <summary>Bytes of a message, keys and headers left out.</summary>
    public double MeanBytes => _observed.Average(observed => EventEncoder.Encode(observed).Length);

    /// <summary>The observation of a number; one that comes round again has the same id.</summary>
    public FaceObserved this[int number] => _observed[number % Kinds];

    /// <summary>The observation of a number, with an id that no other number has.</summary>
    public FaceObserved Distinct(int number) => this[number] with { Id = number.ToString("x32", CultureInfo.InvariantCulture) };

    private static FaceObserved New(int number, int components, int crop, Random dice)
    {
        var vector = new float[components];
        for (var i = 0; i < components; i++)
        {
            vector[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - dice.NextDouble())) * Math.Cos(2 * Math.PI * dice.NextDouble()));
        }

        var jpeg = new byte[crop];
        dice.NextBytes(jpeg);
        var id = new byte[16];
        dice.NextBytes(id);
        var time = TimeSpan.FromSeconds(number / (double)Cameras);
        Box box = new(Pixel(), Pixel(), Pixel(), Pixel());
        return new(
            Convert.ToHexStringLower(id), new CameraId($"camera-{number % Cameras}"), new(1), new(number), time, Begin + time, time,
            Begin + time,
            box, new(Share(), box.Width, Share(), Share(), Share(), Share(), 255 * Share(), Share()),
            new Template(new ModelId("omz-reid-0095"), vector), jpeg)
        {
            Landmarks = new(
                new(Pixel(), Pixel()), new(Pixel(), Pixel()), new(Pixel(), Pixel()), new(Pixel(), Pixel()), new(Pixel(), Pixel())),
        };

        float Pixel() => 1000 * dice.NextSingle();

        float Share() => dice.NextSingle();
    }
}
