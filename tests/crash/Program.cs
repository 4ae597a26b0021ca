// Writes to an index until it is killed: FOLDER FIRST, the number of the first step. Says each step before it begins and once it is
// acknowledged. With "child PROGRAM" it starts one and waits to be killed.
using Analytics.Match.Index.Embedded;
using Analytics.Tests.Crash;

if (args is ["child", var program])
{
    return Parent.WaitToBeKilled(program);
}

await using var index = EmbeddedFaceIndex.Open(args[0], CrashStep.Collection, CrashStep.Options);
using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
for (var number = int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture); ; number++)
{
    await output.WriteLineAsync($"begin {number}");
    if (await CrashStep.Number(number, people: 60, most: 120).DoAsync(index) is { } unavailable)
    {
        await Console.Error.WriteLineAsync(unavailable.Reason);
        return 1;
    }

    await output.WriteLineAsync($"done {number}");
}
