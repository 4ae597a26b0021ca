using System.Globalization;
using Analytics.Contracts;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Analytics.Train.Training;

/// <summary>Takes a pupil through a lesson: steps, checkpoints, measurements, a line of progress now and then.</summary>
/// <param name="lesson">What is learnt.</param>
/// <param name="run">Where it is kept.</param>
/// <param name="optimizer">Changes the weights.</param>
/// <param name="mean">The running mean of the weights.</param>
/// <param name="output">Receives lines of progress.</param>
internal sealed class TrainingLoop(ILesson lesson, RunFolder run, OptimizerHelper optimizer, MovingWeights mean, TextWriter output)
{
    private static readonly TimeSpan CheckpointEvery = TimeSpan.FromMinutes(5);

    /// <summary>Steps between two measurements.</summary>
    public int MeasureEvery { get; init; } = 20;

    /// <summary>The length at which a gradient is cut.</summary>
    public double GradientLimit { get; init; } = 5;

    /// <summary>Called every <see cref="ExamineEvery"/> steps and at the end: what the pupil is worth, by name.</summary>
    public Func<long, IEnumerable<KeyValuePair<string, double>>>? Examine { get; init; }

    /// <summary>Steps between two examinations.</summary>
    public long ExamineEvery { get; init; } = long.MaxValue;

    /// <summary>
    /// Ends the run once this mark of the examinations has not risen for so many of them; never where there is none.
    /// </summary>
    public (string Mark, int Examinations)? Patience { get; init; }

    /// <summary>Goes on from the last checkpoint, or from the start, to the end.</summary>
    /// <exception cref="FailureException">The loss or its gradient is no number.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; the checkpoint is of the last step that was done.</exception>
    public void Run(CancellationToken stop)
    {
        using var alone = run.Lock();
        var sums = new Dictionary<string, double>();
        var step = run.HasCheckpoint ? run.Resume(lesson.Pupil, mean, optimizer, sums) : 0;
        run.Metrics.Rewind(step);
        var first = step;
        var (started, saved) = (TimeProvider.System.GetTimestamp(), TimeProvider.System.GetTimestamp());
        lesson.Pupil.train();
        var enough = IsEnough();
        for (; step < lesson.Steps && !enough; step++)
        {
            if (stop.IsCancellationRequested)
            {
                run.Save(step, lesson.Pupil, mean, optimizer, sums);
                stop.ThrowIfCancellationRequested();
            }

            Step(step, sums);
            var done = step + 1;
            if (done % MeasureEvery == 0 || done == lesson.Steps)
            {
                Measure(done, first, TimeProvider.System.GetElapsedTime(started), sums);
            }

            if (done % ExamineEvery == 0 || done == lesson.Steps)
            {
                Judge(done);
                enough = IsEnough();
            }

            if (done == lesson.Steps || enough || TimeProvider.System.GetElapsedTime(saved) > CheckpointEvery)
            {
                run.Save(done, lesson.Pupil, mean, optimizer, sums);
                saved = TimeProvider.System.GetTimestamp();
            }
        }

        if (enough)
        {
            output.WriteLine(
                $"'{Patience!.Value.Mark}' has not risen for {Patience.Value.Examinations} examinations: ended after step {step}.");
        }
    }

    private bool IsEnough() => Patience is var (mark, examinations)
        && run.Metrics.Series().GetValueOrDefault(mark) is { } marks && marks.Count > examinations
        && marks.TakeLast(examinations).Max(point => point.Value) <= marks.SkipLast(examinations).Max(point => point.Value);

    private void Step(long step, Dictionary<string, double> sums)
    {
        using var scope = NewDisposeScope();
        foreach (var group in optimizer.ParamGroups)
        {
            group.LearningRate = lesson.Rate(step);
        }

        optimizer.zero_grad();
        for (var batch = 0; batch < lesson.Batches; batch++)
        {
            NoCollection.During(() => Learn(step, batch, sums));
        }

        NoCollection.During(() =>
        {
            var length = nn.utils.clip_grad_norm_(lesson.Pupil.parameters(), GradientLimit);
            if (!double.IsFinite(length))
            {
                throw NoNumber($"The gradient's length is {length} at step {step + 1}, though the loss is a number.");
            }

            optimizer.step();
            mean.Add(lesson.Network, step);
        });
    }

    private void Learn(long step, int batch, Dictionary<string, double> sums)
    {
        using var inner = NewDisposeScope();
        var (loss, terms) = lesson.Loss(step, batch);
        var value = loss.item<float>();
        if (!float.IsFinite(value))
        {
            var parts = string.Join(", ", terms.Select(term => $"{term.Key} {term.Value.item<float>()}"));
            throw NoNumber($"The loss is {value} at step {step + 1}: {parts}.");
        }

        (loss / lesson.Batches).backward();
        foreach (var (name, term) in terms.Append(new("loss", loss)))
        {
            sums[name] = sums.GetValueOrDefault(name) + term.item<float>() / lesson.Batches;
        }
    }

    // The weights are still those of the step before, and the last checkpoint is older.
    private static InvalidException NoNumber(string what) => new(
        $"{what} This step is discarded. Run the command again: it resumes from the last checkpoint. If it fails at the same step again, "
        + "lower the learning rate. If it ends at another one, this machine computes wrongly now and then: set OMP_NUM_THREADS=1 or "
        + "ONEDNN_MAX_CPU_ISA=SSE41, or train on another machine.");

    private void Measure(long done, long first, TimeSpan elapsed, Dictionary<string, double> sums)
    {
        var over = (done - 1) % MeasureEvery + 1;
        var speed = (done - first) * lesson.Batch * lesson.Batches / elapsed.TotalSeconds;
        run.Metrics.Add(done, [.. sums.Select(sum => new KeyValuePair<string, double>(sum.Key, sum.Value / over)),
            new("rate", lesson.Rate(done - 1)), new("facesPerSecond", speed)]);
        var left = elapsed * ((double)(lesson.Steps - done) / (done - first));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"step {done} of {lesson.Steps}, loss {sums["loss"] / over:0.0000}, {speed:0.0} faces/s, "
                + $"{(int)left.TotalHours}:{left.Minutes:00} h left"));
        sums.Clear();
    }

    private void Judge(long done)
    {
        if (Examine is null)
        {
            return;
        }

        var marks = Examine(done).ToList();
        run.Metrics.Add(done, marks);
        var said = marks.Select(mark => string.Create(CultureInfo.InvariantCulture, $"{mark.Key} {mark.Value:0.0000}"));
        output.WriteLine($"step {done}: {string.Join(", ", said)}");
        lesson.Pupil.train();
    }
}
