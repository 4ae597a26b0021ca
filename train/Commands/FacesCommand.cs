using System.CommandLine;
using Analytics.Cli;
using Analytics.Contracts;
using Analytics.Train.Data;
using OpenCvSharp;
using static Analytics.Train.Commands.RunArguments;

namespace Analytics.Train.Commands;

/// <summary>The faces to show, and how.</summary>
internal sealed record FacesRequest(
    string[] Data, string Run, string Detector, string Picture, bool Overwrite, int Rows, int Columns, int Side, double Mix, int Seed);

/// <summary><c>analytics-train faces</c>: what a network will see, as a picture.</summary>
internal static class FacesCommand
{
    private static readonly Option<string[]> Data = new("--data")
    {
        HelpName = "PATH",
        Description = "As for 'train'; may be repeated.",
        Required = true,
    };

    private static readonly Option<string> Picture = new("--output")
    {
        HelpName = "FILE.png",
        Description = "The picture to write.",
        DefaultValueFactory = _ => "faces.png",
    };

    private static readonly Option<int> Rows = Positive("--rows", "Number of faces, one per row.", 8);
    private static readonly Option<int> Columns = Positive("--columns", "Pictures per face: the original, then augmented ones.", 10);
    private static readonly Option<int> Side = Positive("--side", "Side of a face in pixels, a multiple of 8.", 112);
    private static readonly Option<double> Mix = Number("--mix", "Share of faces that are mixed with another face.", 0.0);
    private static readonly Option<int> Seed = Number("--seed", "Random seed.", 1);

    public static Command Create() => new Command("faces", "Shows how faces are cropped and augmented for training.")
        {
            Data, Run, Detector, Picture, CommonOptions.Overwrite, Rows, Columns, Side, Mix, Seed,
        }
        .WithExamples("analytics-train faces --data people/ --run runs/first --output faces.png")
        .Runs(
            parsed => new FacesRequest(
                parsed.GetRequiredValue(Data), parsed.GetRequiredValue(Run), parsed.GetRequiredValue(Detector),
                parsed.GetRequiredValue(Picture), parsed.GetValue(CommonOptions.Overwrite), parsed.GetValue(Rows),
                parsed.GetValue(Columns), parsed.GetValue(Side), parsed.GetValue(Mix), parsed.GetValue(Seed)),
            (asked, context, stop) => Task.Run(() => Show(asked, context, stop), stop));

    private static int Show(FacesRequest asked, CommandContext context, CancellationToken stop)
    {
        var (rows, columns, side, seed) = (asked.Rows, asked.Columns, asked.Side, asked.Seed);
        if (side % 8 != 0)
        {
            throw new InvalidException($"--side {side}: it must be a multiple of 8.");
        }

        var template = FaceTemplate.ArcFace(side);
        using var cutting = Cutting.Of(side, template, asked.Detector, asked.Run, context);
        using var faces = cutting.Cutter.Cut(Pictures.Open(asked.Data), stop);
        var plain = new FaceAugmenter(faces, template, Augmentation.None);
        var changed = new FaceAugmenter(faces, template, new Augmentation { Mix = asked.Mix });
        var order = new FaceOrder(faces.Count, seed);
        using var sheet = new Mat(rows * side, columns * side, MatType.CV_8UC3, Scalar.Black);
        for (var cell = 0; cell < rows * columns; cell++)
        {
            var (row, column) = Math.DivRem(cell, columns);
            using var face = (column == 0 ? plain : changed).Picture(order.Face(row), Seeds.Of(seed, cell));
            using var there = new Mat(sheet, new Rect(column * side, row * side, side, side));
            face.CopyTo(there);
        }

        Cv2.ImEncode(".png", sheet, out var png);
        Output.Write(asked.Picture, png, asked.Data, asked.Overwrite);
        context.Output.WriteLine(asked.Picture);
        return ExitCode.Success;
    }
}
