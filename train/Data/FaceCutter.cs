using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Analytics.Contracts;
using Analytics.Contracts.Files;
using Analytics.Detect;
using Analytics.Embed;
using Analytics.Evaluate;
using Analytics.Runtime.Frames;
using OpenCvSharp;

namespace Analytics.Train.Data;

/// <summary>
/// Finds the face of each picture, aligns it and keeps it, with what is around it, in a file; the next run with the same pictures
/// takes that file. Pictures without a face are left out.
/// </summary>
/// <param name="detector">Finds the faces.</param>
/// <param name="model">Which model that is.</param>
/// <param name="side">Pixels of a side of an aligned face.</param>
/// <param name="template">Where the five points come to lie, in pixels of the aligned face.</param>
/// <param name="cache">The folder of the files.</param>
/// <param name="progress">Receives lines of progress.</param>
internal sealed class FaceCutter(IFaceDetector detector, string model, int side, Landmarks template, string cache, TextWriter progress)
{
    // Pictures are cut close to the face more often than not; a face that fills the picture is not what a detector is made for.
    private const double Border = 0.5;

    private readonly int _margin = side / 8;

    /// <summary>The faces of <paramref name="pictures"/>, in its order.</summary>
    /// <exception cref="FailureException">No picture shows a face.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public FaceCrops Cut(IPictures pictures, CancellationToken stop)
    {
        Directory.CreateDirectory(cache);
        var path = Path.Combine(cache, $"{Name(pictures)}.faces");
        var kept = $"{path}.index";
        if (!File.Exists(kept))
        {
            Write(pictures, path, kept, stop);
        }

        var indices = File.ReadLines(kept).Select(line => int.Parse(line, CultureInfo.InvariantCulture)).ToList();
        var people = pictures.People is { } all ? indices.Select(i => all[i]).ToList() : null;
        return new FaceCrops(path, side, _margin, people);
    }

    private void Write(IPictures pictures, string path, string kept, CancellationToken stop)
    {
        var canvas = side + 2 * _margin;
        var aligner = new FaceAligner(new Size(canvas, canvas), FaceTemplate.Moved(template, _margin));
        var lines = new ProgressLines(progress, "pictures", TimeProvider.System);
        var done = 0;
        var indices = new List<int>();
        var frames = new FramePool();
        using (var file = Open(path))
        {
            // In runs of some pictures, so that the file has their order whatever thread was the faster.
            foreach (var run in Enumerable.Range(0, pictures.Count).Chunk(64))
            {
                stop.ThrowIfCancellationRequested();
                var crops = new byte[]?[run.Length];
                Parallel.For(0, run.Length, i => crops[i] = Crop(pictures.Read(run[i]), aligner, frames));
                for (var i = 0; i < run.Length; i++)
                {
                    if (crops[i] is { } crop)
                    {
                        file.Write(crop);
                        indices.Add(run[i]);
                    }
                }

                lines.Report(done += run.Length, pictures.Count);
            }
        }

        if (indices.Count == 0)
        {
            throw new InvalidException("No picture shows a face. Check the folder, or choose another detector.");
        }

        progress.WriteLine($"{indices.Count} of {pictures.Count} pictures show a face.");
        WholeFile.Replace(kept, Encoding.ASCII.GetBytes(string.Join('\n', indices) + "\n"));
    }

    private static FileStream Open(string path)
    {
        try
        {
            return File.Create(path);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new BusyException($"Another process cuts the same faces into '{path}'. Wait for it, then run the command again.");
        }
    }

    private byte[]? Crop(byte[] encoded, FaceAligner aligner, FramePool frames)
    {
        using var read = PictureDecoder.Decode(encoded);
        if (read.Empty())
        {
            return null;
        }

        var (x, y) = ((int)(read.Cols * Border), (int)(read.Rows * Border));
        using var picture = new Mat();
        Cv2.CopyMakeBorder(read, picture, y, y, x, x, BorderTypes.Constant, Scalar.Black);
        using var frame = StillFrame.Of(picture, frames);
        var faces = new List<DetectedFace>();
        detector.Detect([frame.Planar], [faces]);
        if (faces.Count == 0)
        {
            return null;
        }

        var middle = new Point2(picture.Cols / 2f, picture.Rows / 2f);
        float Distance(DetectedFace face) => MathF.Pow(face.Box.Centre.X - middle.X, 2) + MathF.Pow(face.Box.Centre.Y - middle.Y, 2);
        var landmarks = faces.MinBy(Distance).Landmarks;

        // The detector saw black around the picture; the crop mirrors it there, which looks more like a face.
        Cv2.CopyMakeBorder(read, picture, y, y, x, x, BorderTypes.Reflect101);
        using var aligned = new Mat();
        aligner.Align(picture, landmarks, aligned);
        aligned.GetArray(out Vec3b[] pixels);
        return System.Runtime.InteropServices.MemoryMarshal.AsBytes(pixels.AsSpan()).ToArray();
    }

    // What the crops depend on: the detector, the size, the template, and the pictures.
    private string Name(IPictures pictures)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
        Add(string.Create(CultureInfo.InvariantCulture, $"{side} {template[0]} {template[4]} {model}"));
        foreach (var mark in pictures.Marks)
        {
            Add(mark);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
