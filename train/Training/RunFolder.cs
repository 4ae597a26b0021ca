using System.Globalization;
using Analytics.Contracts;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Analytics.Train.Training;

/// <summary>Where a run keeps what it measured and what it needs to go on.</summary>
internal sealed class RunFolder
{
    private const string Current = "checkpoint";

    /// <summary>Makes the folder where it is missing.</summary>
    public RunFolder(string path)
    {
        Folder = path;
        Directory.CreateDirectory(path);
        Metrics = new MetricsLog(Path.Combine(path, "metrics.jsonl"));
    }

    /// <summary>Its path.</summary>
    public string Folder { get; }

    /// <summary>What was measured.</summary>
    public MetricsLog Metrics { get; }

    /// <summary>Whether there is a checkpoint to go on from.</summary>
    public bool HasCheckpoint => Directory.Exists(At(Current)) || Directory.Exists(At($"{Current}.old"));

    /// <summary>Keeps others from training in this folder until it is disposed.</summary>
    /// <exception cref="FailureException">Somebody else trains in it.</exception>
    public IDisposable Lock()
    {
        try
        {
            return new FileStream(At("lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0);
        }
        catch (IOException)
        {
            throw new BusyException($"Another process trains in '{Folder}'. Wait for it, or name another folder with --run.");
        }
    }

    /// <summary>
    /// Writes what is needed to go on after <paramref name="step"/>; the last checkpoint stays until the new one is whole.
    /// </summary>
    /// <param name="step">The steps that were done.</param>
    /// <param name="pupil">What learns.</param>
    /// <param name="mean">The running mean of its weights.</param>
    /// <param name="optimizer">What changes the weights.</param>
    /// <param name="sums">What was summed up since the last measurement.</param>
    public void Save(long step, nn.Module pupil, MovingWeights mean, OptimizerHelper optimizer, IReadOnlyDictionary<string, double> sums)
    {
        var (next, old) = (At($"{Current}.new"), At($"{Current}.old"));
        Remove(next);
        Directory.CreateDirectory(next);
        WeightFile.Write(Path.Combine(next, "weights"), pupil.state_dict());
        WeightFile.Write(Path.Combine(next, "mean"), mean.Mean);
        optimizer.save_state_dict(Path.Combine(next, "optimizer"));
        File.WriteAllLines(
            Path.Combine(next, "sums"), sums.Select(sum => string.Create(CultureInfo.InvariantCulture, $"{sum.Key}\t{sum.Value:R}")));
        File.WriteAllText(Path.Combine(next, "step"), step.ToString(CultureInfo.InvariantCulture));
        Remove(old);
        if (Directory.Exists(At(Current)))
        {
            Directory.Move(At(Current), old);
        }

        Directory.Move(next, At(Current));
        Remove(old);
    }

    /// <summary>Takes up the last checkpoint.</summary>
    /// <returns>The steps that were done.</returns>
    /// <exception cref="FailureException">The checkpoint is that of another network.</exception>
    public long Resume(nn.Module pupil, MovingWeights mean, OptimizerHelper optimizer, IDictionary<string, double> sums)
    {
        var from = Last;
        WeightFile.Read(Path.Combine(from, "weights"), pupil.state_dict());
        WeightFile.Read(Path.Combine(from, "mean"), mean.Mean);
        optimizer.load_state_dict(Path.Combine(from, "optimizer"));
        foreach (var line in File.ReadLines(Path.Combine(from, "sums")).Select(line => line.Split('\t')))
        {
            sums[line[0]] = double.Parse(line[1], CultureInfo.InvariantCulture);
        }

        return long.Parse(File.ReadAllText(Path.Combine(from, "step")), CultureInfo.InvariantCulture);
    }

    /// <summary>Writes the mean of the last checkpoint's weights into <paramref name="network"/>.</summary>
    /// <exception cref="FailureException">There is no checkpoint, or it is of another network.</exception>
    public void ReadMean(nn.Module network)
    {
        if (!HasCheckpoint)
        {
            throw new InvalidException($"'{Folder}' has no checkpoint yet. Train it first.");
        }

        WeightFile.Read(Path.Combine(Last, "mean"), network.state_dict());
    }

    /// <summary>Puts <paramref name="network"/> in the place of the mean of a finished run.</summary>
    public void WriteMean(nn.Module network)
    {
        var (next, mean) = (At("mean.new"), Path.Combine(Last, "mean"));
        WeightFile.Write(next, network.state_dict());
        File.Move(next, mean, overwrite: true);
    }

    private string Last => Directory.Exists(At(Current)) ? At(Current) : At($"{Current}.old");

    private string At(string name) => Path.Combine(Folder, name);

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
