using Analytics.Contracts;
using Analytics.Detect;
using Analytics.Runtime.Models;
using Analytics.Train.Data;
using Microsoft.Extensions.Logging.Abstractions;

namespace Analytics.Train.Commands;

/// <summary>Faces cut out as a model wants them.</summary>
/// <param name="Cutter">Cuts them.</param>
/// <param name="Detector">Finds them.</param>
/// <param name="Template">Where their five points lie.</param>
internal sealed record Cutting(FaceCutter Cutter, OnnxFaceDetector Detector, Landmarks Template) : IDisposable
{
    /// <summary>
    /// Cuts faces of <paramref name="side"/> pixels, their points on <paramref name="template"/>; they are kept in the folder of the run.
    /// </summary>
    public static Cutting Of(int side, Landmarks template, string detector, string run, CommandContext context)
    {
        var store = context.Options.Models.OpenStore();
        var finder = FaceDetectorFactory.Create(
            store, store.Catalog.Card(detector, ModelTask.Detect), new DetectOptions(), context.Options.Inference, NullLogger.Instance);
        return new Cutting(new FaceCutter(finder, detector, side, template, Path.Combine(run, "faces"), context.Error), finder, template);
    }

    /// <inheritdoc/>
    public void Dispose() => Detector.Dispose();
}
