using Analytics.Contracts;
using Analytics.Synth.People;
using Analytics.Synth.Portraits;
using OpenCvSharp;

namespace Analytics.Synth.Files;

/// <summary>Many portraits in one picture, to look at.</summary>
public static class ContactSheet
{
    /// <summary>Writes a PNG: one person after the other, each with its views side by side.</summary>
    /// <param name="path">The file.</param>
    /// <param name="seed">Of the people.</param>
    /// <param name="count">How many people.</param>
    /// <param name="columns">Pictures across.</param>
    /// <param name="rows">Pictures down.</param>
    /// <param name="views">Pictures of each person; divides <paramref name="columns"/>.</param>
    /// <param name="size">Pixels along a side of a picture.</param>
    /// <param name="maxYaw">How far heads turn to either side, in degrees.</param>
    /// <exception cref="FailureException">The file cannot be written.</exception>
    public static void Write(string path, long seed, int count, int columns, int rows, int views, int size, float maxYaw)
    {
        using var sheet = new Mat(rows * size, columns * size, MatType.CV_8UC3, Scalar.Black);
        Parallel.For(0, count, index =>
        {
            var studio = new PortraitStudio(SyntheticPerson.One(seed, index), size);
            for (var view = 0; view < views; view++)
            {
                using var portrait = studio.Take(view, maxYaw);
                var cell = index * views + view;
                using var part = sheet[new Rect(cell % columns * size, cell / columns * size, size, size)];
                portrait.Picture.CopyTo(part);
            }
        });
        Save(path, sheet);
    }

    /// <summary>Writes a sheet as PNG, its folder too.</summary>
    /// <exception cref="FailureException">The file cannot be written.</exception>
    public static void Save(string path, Mat sheet)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            if (!Cv2.ImWrite(path, sheet))
            {
                throw new UnavailableException($"The sheet cannot be written to '{path}'. Name a .png in a writable folder.");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or OpenCVException)
        {
            throw new UnavailableException(
                $"The sheet cannot be written to '{path}': {exception.Message} Name a .png in a writable folder.");
        }
    }
}
