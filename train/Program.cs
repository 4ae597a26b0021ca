using Analytics.Cli;
using Analytics.Runtime.Inference;
using Analytics.Train.Commands;
using OpenCvSharp;

// Pictures are shared out over threads one by one; OpenCV's own threads would come on top.
Cv2.SetNumThreads(1);
NativeMemory.Keep();
await using var shutdown = new Shutdown();

var train = TrainCommand.Create(
    FitCommand.Create(),
    DistillCommand.Create(),
    EvaluateCommand.Create(),
    FacesCommand.Create(),
    ExportCommand.Create(),
    PlotCommand.Create());

return await CommandRunner.RunAsync(train, args, Console.Out, Console.Error, shutdown.Requested, CommonHints.Of);
