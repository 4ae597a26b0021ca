using Analytics.Contracts;
using Analytics.Synth.People;
using Analytics.Synth.Portraits;
using OpenCvSharp;

namespace Analytics.Synth.Files;

/// <summary>What pictures of people are wanted.</summary>
public sealed record PeopleSettings
{
    /// <summary>Decides everything that is left to chance.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>How many people.</summary>
    public int Count { get; init; } = 10;

    /// <summary>Pictures of each.</summary>
    public int Views { get; init; } = 3;

    /// <summary>Pixels along a side.</summary>
    public int Size { get; init; } = 256;

    /// <summary>How far heads turn to either side, in degrees.</summary>
    public float MaxYaw { get; init; } = 30;

    /// <summary>Refuses what cannot be made.</summary>
    /// <exception cref="FailureException">A number is out of range.</exception>
    public void Check()
    {
        Required.That(Count is >= 1 and <= 1_000_000, "count", "The number of people must be 1 to 1,000,000.");
        Required.That(Views is >= 1 and <= 1000, "views", "The number of pictures per person must be 1 to 1,000.");
        Required.That(
            Size is >= PortraitStudio.Smallest and <= PortraitStudio.Largest, "size",
            $"The side of a picture must be {PortraitStudio.Smallest} to {PortraitStudio.Largest} pixels.");
        Required.That(MaxYaw is >= 0 and <= 90, "yaw", "The largest turn of a head must be 0 to 90 degrees.");
    }
}

/// <summary>Writes pictures of people: <c>ID/VIEW.jpg</c> and <c>truth.json</c>.</summary>
public static class PeopleFolder
{
    private const int JpegQuality = 95;

    /// <summary>Writes them to <paramref name="folder"/>.</summary>
    /// <param name="folder">Not there, or empty.</param>
    /// <param name="settings">What is wanted.</param>
    /// <param name="progress">Receives the number of people done and of all; called by one thread at a time.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="FailureException">The settings or the folder will not do.</exception>
    public static void Write(string folder, PeopleSettings settings, Action<int, int> progress, CancellationToken stop)
    {
        settings.Check();
        OutputFolder.Write(folder, unfinished => WriteAll(unfinished, settings, progress, stop));
    }

    /// <summary>Writes <paramref name="picture"/> as JPEG.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    internal static void WriteJpeg(string path, Mat picture)
    {
        if (!Cv2.ImWrite(path, picture, new ImageEncodingParam(ImwriteFlags.JpegQuality, JpegQuality)))
        {
            throw new IOException($"The picture '{Path.GetFileName(path)}' was not written.");
        }
    }

    private static void WriteAll(string folder, PeopleSettings settings, Action<int, int> progress, CancellationToken stop)
    {
        var records = new PersonRecord[settings.Count];
        var gate = new Lock();
        var done = 0;
        var parallel = new ParallelOptions { CancellationToken = stop, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, settings.Count, parallel, index =>
        {
            records[index] = WritePerson(folder, SyntheticPerson.One(settings.Seed, index), settings);
            lock (gate)
            {
                progress(++done, settings.Count);
            }
        });
        TruthJson.Write(
            Path.Combine(folder, "truth.json"), new PeopleRecord(settings.Seed, settings.Size, settings.MaxYaw, records),
            TruthJson.Default.PeopleRecord);
    }

    private static PersonRecord WritePerson(string folder, SyntheticPerson person, PeopleSettings settings)
    {
        Directory.CreateDirectory(Path.Combine(folder, person.Id));
        var studio = new PortraitStudio(person, settings.Size);
        var views = new List<FaceRecord>();
        for (var view = 0; view < settings.Views; view++)
        {
            using var portrait = studio.Take(view, settings.MaxYaw);
            var file = $"{person.Id}/{view}.jpg";
            WriteJpeg(Path.Combine(folder, file), portrait.Picture);
            views.Add(FaceRecord.Of(portrait.Truth, file));
        }

        return new PersonRecord(person.Id, person.Name, views);
    }
}
