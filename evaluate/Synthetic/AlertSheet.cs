using System.Globalization;
using Analytics.Contracts;
using Analytics.Runtime.Pictures;
using Analytics.Synth.Files;
using OpenCvSharp;

namespace Analytics.Evaluate.Synthetic;

/// <summary>All alerts in one picture: beside the portrait that was enrolled the crop that was recognised.</summary>
public static class AlertSheet
{
    private const int Side = 160;
    private const int Gap = 8;
    private const int Caption = 44;
    private const int Columns = 4;
    private const double FontScale = 0.45;
    private static readonly Scalar Paper = new(32, 32, 32);
    private static readonly Scalar Ink = new(235, 235, 235);
    private static readonly Scalar Green = new(110, 200, 90);
    private static readonly Scalar Red = new(70, 70, 235);

    /// <summary>Writes a PNG.</summary>
    /// <exception cref="FailureException">It cannot be written.</exception>
    public static void Write(string path, SceneTruth scene, SceneCheckReport report)
    {
        var (width, height) = (2 * Side + Gap, Side + Caption + Gap);
        var rows = Math.Max(1, (report.Alerts.Count + Columns - 1) / Columns);
        using var sheet = new Mat(rows * height, Columns * width, MatType.CV_8UC3, Paper);
        for (var i = 0; i < report.Alerts.Count; i++)
        {
            var ((alert, isTrue), x, y) = (report.Alerts[i], i % Columns * width, i / Columns * height);
            var portrait = scene.People.FirstOrDefault(actor => actor.Name == alert.Person)?.Portrait;
            Paste(sheet, portrait, x, y);
            Paste(sheet, alert.Snapshot, x + Side, y);
            Write(
                sheet, string.Create(CultureInfo.InvariantCulture, $"{alert.Person}, similarity {alert.Similarity:0.00}"), isTrue ? Green
                    : Red, x,
                y + Side + Caption / 2 - 5);
            Write(
                sheet, string.Create(CultureInfo.InvariantCulture, $"{alert.Camera}, {alert.FirstMediaTime:0.0} s"), Ink, x,
                y + Side + Caption - 6);
        }

        ContactSheet.Save(path, sheet);
    }

    private static void Paste(Mat sheet, string? path, int x, int y)
    {
        if (path is null)
        {
            return;
        }

        using var picture = PictureFile.TryRead(path, out _, Side);
        if (picture is null)
        {
            return;
        }

        var scale = (double)Side / Math.Max(picture.Cols, picture.Rows);
        using var scaled = new Mat();
        Cv2.Resize(
            picture, scaled, new Size(Math.Max(1, picture.Cols * scale), Math.Max(1, picture.Rows * scale)),
            interpolation: InterpolationFlags.Area);
        using var place = sheet[new Rect(x + (Side - scaled.Cols) / 2, y + (Side - scaled.Rows) / 2, scaled.Cols, scaled.Rows)];
        scaled.CopyTo(place);
    }

    private static void Write(Mat sheet, string text, Scalar colour, int x, int y) =>
        Cv2.PutText(sheet, text, new Point(x + 4, y), HersheyFonts.HersheySimplex, FontScale, colour, 1, LineTypes.AntiAlias);
}
